import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures whole processes, ours and the real sops in turns, against the budgets. Run by `bench/run`.
final class Bench {
    private static final int MANY = 1_000;
    private static final int BINARY = 100_000_000;

    private final String lockstep;
    private final String sops;
    private final String java = System.getProperty("java.home") + "/bin/java";
    private final boolean full;
    private final String recipient;

    private Bench(String lockstep, Path peers, boolean full) throws Exception {
        this.lockstep = lockstep;
        this.sops = peers.resolve("sops").toString();
        this.full = full;
        Command.of("age-keygen", peers.resolve("age-keygen").toString(), "-o", "key.txt")
                .run();
        recipient = Files.readAllLines(Path.of("key.txt")).get(1).replace("# public key: ", "");
    }

    public static void main(String[] words) throws Exception {
        var names = new ArrayList<>(List.of(words).subList(2, words.length));
        boolean full = names.remove("--full");
        var bench = new Bench(words[0], Path.of(words[1]), full);
        Table.head();
        for (var name : names.isEmpty() ? List.of("tiny", "many", "keys", "binary") : names) {
            switch (name) {
                case "tiny" -> bench.tiny();
                case "many" -> bench.many();
                case "keys" -> bench.keys();
                case "binary" -> bench.binary();
                default -> throw new IllegalArgumentException("no benchmark is named " + name);
            }
        }
    }

    private Command decrypt(String program, Path file) {
        return Command.of("decrypt", program, "decrypt", file.toString());
    }

    private Command encrypt(String program, Path file) {
        return Command.of("encrypt", program, "encrypt", "--age", recipient, file.toString());
    }

    private Path sealed(Path plain, String name) throws Exception {
        var file = Path.of(name);
        encrypt(lockstep, plain).to(file).run();
        return file;
    }

    private void tiny() throws Exception {
        var file = sealed(Inputs.tiny(Path.of("plain.yaml")), "tiny.yaml");
        var ours = decrypt(lockstep, file);
        var runs = Command.interleaved(21, ours, decrypt(sops, file), hello());
        double wall = runs.get(0).wall();
        double hello = runs.get(2).wall();
        Table.line("tiny decrypt / sops", "-", wall, runs.get(1).wall(), "ms", true);
        Table.line("  its CPU / sops", "-", runs.get(0).cpu(), runs.get(1).cpu(), "ms", true);
        Table.line("tiny decrypt / hello", "<= 65 ms or 2.7 x", wall, hello, "ms", wall <= 65 || wall <= 2.7 * hello);
        Table.line("  its CPU / hello", "-", runs.get(0).cpu(), runs.get(2).cpu(), "ms", true);
        double peak = ours.peak();
        Table.line("  its memory / sops", "<= 50 MB", peak, decrypt(sops, file).peak(), "MB", peak <= 50);
    }

    /// A hello world on the JVM of our image, with its flags and an AOT cache of its own.
    private Command hello() throws Exception {
        var home = Path.of(lockstep).toRealPath().getParent().getParent();
        var jvm = home.resolve("runtime/bin/java").toString();
        var jar = Path.of(java).resolveSibling("jar").toString();
        Command.of("jar", jar, "-cf", "hello.jar", "-C", "classes", "Hello.class")
                .run();
        List<String> flags = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms8m", "-cp", "hello.jar");
        var training = new ArrayList<>(List.of(jvm, "-XX:AOTCacheOutput=hello.aot"));
        training.addAll(flags);
        training.add("Hello");
        new Command("training", training, Path.of("/dev/null")).run();
        var command = new ArrayList<>(List.of(jvm, "-XX:AOTCache=hello.aot"));
        command.addAll(flags);
        command.add("Hello");
        return new Command("hello", command, Path.of("/dev/null"));
    }

    private void many() throws Exception {
        var one = sealed(Inputs.tiny(Path.of("plain.yaml")), "one.yaml");
        var names = new ArrayList<String>();
        Files.createDirectories(Path.of("many"));
        for (int i = 0; i < MANY; i++) {
            var copy = Path.of("many", i + ".yaml");
            Files.copy(one, copy);
            names.add(copy.toString());
        }
        var loop = "for file in many/*.yaml; do \"$0\" decrypt -i \"$file\" || exit; done";
        // Both work in place, so each needs fresh copies: sops first, then ours.
        var theirs = Command.of("sops loop", "/bin/sh", "-c", loop, sops).run();
        for (var name : names) Files.write(Path.of(name), Files.readAllBytes(one));
        var words = new ArrayList<>(List.of(lockstep, "decrypt", "-i"));
        words.addAll(names);
        var ours = Command.of("many", words.toArray(String[]::new)).run();
        for (var name : names) {
            if (Files.mismatch(Path.of(name), Path.of("plain.yaml")) >= 0) throw new IOException(name + " is wrong");
        }
        boolean met = ours.wall() * 10 <= theirs.wall();
        Table.line(MANY + " files, one call / loop", ">= 10 x faster", ours.wall(), theirs.wall(), "ms", met);
        Table.line("  its CPU", "-", ours.cpu(), theirs.cpu(), "ms", true);
    }

    private void keys() throws Exception {
        for (var format : List.of("json", "yaml")) {
            double[][] wall = new double[2][3];
            for (int size = 0; size < 3; size++) {
                int count = (int) Math.pow(10, size + 3);
                var plain = Inputs.keys(Path.of(count + "." + format), count);
                var sealed = sealed(plain, "sealed" + count + "." + format);
                var back = Path.of("back." + format);
                decrypt(lockstep, sealed).to(back).run();
                if (Files.mismatch(plain, back) >= 0) throw new IOException(plain + " does not come back");
                wall[0][size] = keys("encrypt", encrypt(lockstep, plain), encrypt(sops, plain), count, format);
                wall[1][size] = keys("decrypt", decrypt(lockstep, sealed), decrypt(sops, sealed), count, format);
            }
            for (int way = 0; way < 2; way++) {
                double exponent = Math.log10(wall[way][2] / wall[way][1]);
                String what = "growth, " + (way == 0 ? "encrypt " : "decrypt ") + format;
                Table.line(what, "<= 1.1", exponent, 0, "", exponent <= 1.1);
            }
        }
    }

    private double keys(String way, Command ours, Command theirs, int count, String format) throws Exception {
        boolean both = count < 100_000 || full;
        int rounds = count < 100_000 ? 5 : 3;
        var runs =
                both && count < 10_000 ? Command.interleaved(rounds, ours, theirs) : Command.interleaved(rounds, ours);
        double beside =
                !both ? 0 : runs.size() == 2 ? runs.get(1).wall() : theirs.run().wall();
        double wall = runs.getFirst().wall();
        String budget = count < 100_000 ? "-" : "<= 1500 ms";
        Table.line(way + " " + count + " " + format + " / sops", budget, wall, beside, "ms", wall <= 1500);
        Table.line("  its CPU", "-", runs.getFirst().cpu(), 0, "ms", true);
        return wall;
    }

    private void binary() throws Exception {
        var plain = Inputs.binary(Path.of("plain.bin"), BINARY);
        var sealed = Path.of("sealed.bin");
        var encrypt =
                Command.of("encrypt", lockstep, "encrypt", "--max-size", "200MiB", "--age", recipient, "plain.bin");
        var decrypt = Command.of("decrypt", lockstep, "decrypt", "--max-size", "200MiB", "sealed.bin");
        encrypt.to(sealed).run();
        decrypt.to(Path.of("back.bin")).run();
        if (Files.mismatch(plain, Path.of("back.bin")) >= 0) throw new IOException("the file does not come back");
        Command.of("plain pass", java, "-cp", "classes", "PlainPass", "encrypt", "plain.bin")
                .to(Path.of("pass.bin"))
                .run();
        binary("encrypt", encrypt, encrypt(sops, plain), "plain.bin");
        binary("decrypt", decrypt, decrypt(sops, sealed), "pass.bin");
    }

    private void binary(String way, Command ours, Command theirs, String passed) throws Exception {
        var pass = Command.of("plain pass", java, "-cp", "classes", "PlainPass", way, passed);
        var runs = Command.interleaved(3, ours, theirs, pass);
        double wall = runs.get(0).wall();
        Table.line(way + " 100 MB / sops", "-", wall, runs.get(1).wall(), "ms", true);
        boolean met = wall <= 1.5 * runs.get(2).wall();
        Table.line("  / plain pass", "<= 1.5 x", wall, runs.get(2).wall(), "ms", met);
        Table.line("  its CPU / plain pass", "-", runs.get(0).cpu(), runs.get(2).cpu(), "ms", true);
        double file = new File(way.equals("encrypt") ? "plain.bin" : "sealed.bin").length() / 1e6;
        double peak = ours.peak();
        Table.line("  its memory / sops", "<= 4 x the file", peak, theirs.peak(), "MB", peak <= 4 * file);
    }
}
