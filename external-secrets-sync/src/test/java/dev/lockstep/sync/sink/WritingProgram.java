package dev.lockstep.sync.sink;

import dev.lockstep.sync.Specs;
import java.nio.file.Path;
import java.util.Random;

/// A program that writes one version of a Secret after another until it is killed. A version is told by the values; the
/// set of keys changes from one to the next.
final class WritingProgram {
    static final String READY = "ready";

    private WritingProgram() {}

    /// @param arguments the root, and the version to begin with; with a third one only this version is written
    public static void main(String[] arguments) {
        try (var target = FilesTarget.open(Path.of(arguments[0]))) {
            int version = Integer.parseInt(arguments[1]);
            write(target, version++);
            System.out.println(READY);
            while (arguments.length == 2) {
                write(target, version++);
            }
        }
    }

    static void write(Target target, int version) {
        try (var data = TargetContract.data(pairs(version))) {
            target.write(Specs.manifest(TargetContract.NAME), Specs.writing(data));
        }
    }

    /// The keys of a version and their values, which all begin with its number.
    static String[] pairs(int version) {
        int keys = 1 + new Random(version).nextInt(8);
        var pairs = new String[2 * keys];
        for (int i = 0; i < keys; i++) {
            pairs[2 * i] = "key" + (version + i) % 9;
            pairs[2 * i + 1] = version + ":" + "x".repeat(version % 5000);
        }
        return pairs;
    }
}
