package dev.lockstep.build;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Builds a runnable image, a folder that can be moved and copied: a JVM of the modules needed and of one made from the
/// jars, a cache of what start-up loads and links, and a launcher. `docs/decisions/0003-image-and-aot-cache.md` says
/// why.
///
/// Usage: `BuildImage RECIPE IMAGE JAR CLASSPATH`. `RECIPE` is a folder with `image.properties` and, if the program is
/// to train on files, the folder `training`; if it is to train on the objects of a cluster too, and is then told to
/// end, the folder `cluster`. Nothing is done when the image is already of these jars and this recipe.
final class BuildImage {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final String HASH = "HASH";
    private static final long TRAINING_SECONDS = 120;
    private static final int TERMINATED = 143;
    private static final Duration AFTER_WORK = Duration.ofSeconds(3);

    /// Waits for the end of a process, or brings it about.
    private interface Ending {
        /// @return 0 if all went well
        int of(Process process) throws InterruptedException;
    }

    private final Path recipe;
    private final Path image;
    private final Map<String, Path> jars = new LinkedHashMap<>();
    private final Properties properties = new Properties();

    private BuildImage(Path recipe, Path image, String classPath) throws IOException {
        this.recipe = recipe;
        this.image = image;
        for (var entry : classPath.split(File.pathSeparator)) {
            var jar = Path.of(entry);
            if (Files.isDirectory(jar)) continue;
            if (jars.put(jar.getFileName().toString(), jar) != null) throw new IOException("two jars named " + jar);
        }
        properties.load(new StringReader(Files.readString(recipe.resolve("image.properties"))));
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4) throw new IllegalArgumentException("usage: BuildImage RECIPE IMAGE JAR CLASSPATH");
        var classPath = arguments[2] + File.pathSeparator + arguments[3];
        new BuildImage(Path.of(arguments[0]), Path.of(arguments[1]).toAbsolutePath(), classPath).build();
    }

    private void build() throws Exception {
        var hash = hash();
        if (Files.exists(image.resolve(cacheName(hash)))) return;
        var draft = image.resolveSibling(image.getFileName() + ".draft");
        delete(draft);
        Files.createDirectories(draft.resolve("lib"));
        Files.createDirectories(draft.resolve("bin"));
        var application = draft.resolve("application.jar");
        ApplicationModule.write(
                jars.values(),
                List.of(property("modules").split(",")),
                Pattern.compile(properties.getProperty("unprovided", "")),
                application,
                draft.resolve("licences"));
        run(
                draft,
                List.of(
                        JAVA_HOME.resolve("bin/jlink").toString(),
                        "--module-path",
                        application.toString(),
                        "--add-modules",
                        ApplicationModule.NAME,
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        draft.resolve("runtime").toString()),
                Map.of());
        Files.delete(application);
        for (var name : property("names").split(" ")) {
            var launcher =
                    Files.writeString(draft.resolve("bin").resolve(name), Launcher.text(properties, cacheName(hash)));
            if (!launcher.toFile().setExecutable(true, false))
                throw new IOException("cannot make executable: " + launcher);
        }
        train(draft, draft.resolve(cacheName(hash)));
        delete(image);
        Files.move(draft, image);
    }

    /// Lets the program do its usual work once while the JVM watches; then proves that the JVM takes the cache.
    private void train(Path draft, Path cache) throws Exception {
        work(draft, "-XX:AOTCacheOutput=" + cache);
        if (!Files.exists(cache)) throw new IOException("training left no cache " + cache);
        work(draft, "-XX:AOTCache=" + cache, "-XX:AOTMode=on");
    }

    private void work(Path draft, String... cacheFlags) throws Exception {
        var ground = Files.createDirectories(draft.resolve("training"));
        if (Files.isDirectory(recipe.resolve("training"))) copy(recipe.resolve("training"), ground);
        var command = java(draft, cacheFlags);
        command.addAll(List.of("-m", ApplicationModule.NAME + "/" + property("training")));
        var variable = property("training.variable").split("=", 2);
        var variables = Map.of(variable[0], variable[1]);
        if (Files.isDirectory(recipe.resolve("cluster"))) {
            try (var cluster = new TrainingCluster(recipe.resolve("cluster"), ground)) {
                Files.writeString(ground.resolve("kubeconfig"), cluster.kubeconfig());
                run(ground, command, variables, process -> terminate(process, cluster));
            }
        } else {
            run(ground, command, variables);
        }
        delete(ground);
    }

    /// Ends a program that would go on, once its work is done. One that ends before has failed.
    private static int terminate(Process process, TrainingCluster cluster) throws InterruptedException {
        for (int seconds = 0; seconds < TRAINING_SECONDS; seconds++) {
            if (process.waitFor(0, TimeUnit.SECONDS)) return process.exitValue() == 0 ? 1 : process.exitValue();
            if (cluster.worked(1, TimeUnit.SECONDS)) {
                Thread.sleep(AFTER_WORK); // for what is done beside the work, and for what happens again and again
                process.destroy();
                int status = process.waitFor();
                return status == TERMINATED ? 0 : status;
            }
        }
        process.destroyForcibly();
        return process.waitFor();
    }

    private List<String> java(Path draft, String... more) {
        var command = new ArrayList<String>();
        command.add(draft.resolve("runtime/bin/java").toString());
        command.addAll(List.of(property("flags").split(" +")));
        command.addAll(List.of(more));
        return command;
    }

    private static String cacheName(String hash) {
        return "lib/app-" + hash + ".aot";
    }

    /// Of all that the image is made from. JDK 25.0.3 runs stale code from the cache of an older jar, so the name of
    /// the
    /// cache must change with them.
    private String hash() throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update((Runtime.version() + Launcher.text(properties, HASH)).getBytes());
        var inputs = new ArrayList<>(jars.values());
        try (var files = Files.walk(recipe)) {
            files.filter(Files::isRegularFile).sorted().forEach(inputs::add);
        }
        for (var input : inputs) {
            try (var in = new DigestInputStream(Files.newInputStream(input), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private String property(String name) {
        var value = properties.getProperty(name);
        if (value == null) throw new IllegalStateException("image.properties has no " + name);
        return value;
    }

    private static void run(Path folder, List<String> command, Map<String, String> variables)
            throws IOException, InterruptedException {
        run(folder, command, variables, Process::waitFor);
    }

    private static void run(Path folder, List<String> command, Map<String, String> variables, Ending ending)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("lockstep-image", ".log");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectOutput(output.toFile()).redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(variables);
        var status = ending.of(builder.start());
        if (status != 0) {
            throw new IOException("exit status %d of %s%n%s".formatted(status, command, Files.readString(output)));
        }
        Files.delete(output);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
