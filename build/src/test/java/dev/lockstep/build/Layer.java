package dev.lockstep.build;

import java.util.List;
import java.util.Map;

/// Says in which part of the program a class is, and what it may import: only layers of levels below its own. Layers of
/// one level do not know each other.
sealed interface Layer {
    List<String> NETWORK = List.of("java.net.", "javax.net.", "java.nio.channels.Socket", "java.nio.channels.Server");

    /// Opens nothing by itself, and is the JDK's only way to a file whose name is not text.
    String NAME_OF_ANYTHING = "java.net.URI";

    List<String> CLUSTER = List.of("io.fabric8.", "io.javaoperatorsdk.");
    List<String> FILES = List.of("java.nio.file.", "java.nio.channels.", "java.io.File", "org.eclipse.jgit.");

    /// Starting any of them costs more than the whole decryption of a small file.
    List<String> SLOW_TO_START = List.of("java.security.", "javax.crypto.", "java.util.logging.", "org.slf4j.");

    boolean mayImport(String className, Layer layer);

    static Layer of(String className) {
        if (!className.startsWith("dev.lockstep.") || className.startsWith("dev.lockstep.build.")) return new Outside();
        var parts = className.split("\\.");
        var first = parts.length > 3 ? parts[2] : "";
        var second = parts.length > 4 ? parts[3] : "";
        return switch (first) {
            case "cli" -> new Cli();
            case "flags", "terminal" -> new CommandLine();
            case "sync" -> new Sync(className.matches("dev\\.lockstep\\.sync\\.(Main|Training)") ? "Main" : second);
            case "keys" -> second.isEmpty() ? new Core("keys") : new Provider(second);
            default -> new Core(first);
        };
    }

    /// `dev.lockstep.NAME`; the façade has the empty name.
    record Core(String name) implements Layer {
        private static final Map<String, Integer> LEVELS = Map.ofEntries(
                Map.entry("", 4),
                Map.entry("config", 3),
                Map.entry("metadata", 3),
                Map.entry("format", 2),
                Map.entry("rules", 2),
                Map.entry("keys", 2),
                Map.entry("document", 1),
                Map.entry("crypto", 1),
                Map.entry("file", 1),
                Map.entry("secret", 0),
                Map.entry("problem", 0));

        @Override
        public boolean mayImport(String className, Layer layer) {
            return switch (layer) {
                case Core other -> other.level() < level();
                case Outside _ ->
                    quickToStart(className)
                            && (isNoneOf(NETWORK, className) || className.equals(NAME_OF_ANYTHING))
                            && isNoneOf(CLUSTER, className)
                            && isNoneOf(List.of("picocli."), className);
                case Provider _, CommandLine _, Cli _, Sync _ -> false;
            };
        }

        int level() {
            var level = LEVELS.get(name);
            if (level == null)
                throw new IllegalStateException("give the new layer a level in Layer.java: dev.lockstep." + name);
            return level;
        }
    }

    /// `dev.lockstep.keys.NAME`, of the module `keyproviders/NAME`.
    record Provider(String name) implements Layer {
        @Override
        public boolean mayImport(String className, Layer layer) {
            return switch (layer) {
                case Core _ -> true;
                case Outside _ -> !name.equals("age") || quickToStart(className);
                case Provider _, CommandLine _, Cli _, Sync _ -> false;
            };
        }
    }

    /// `dev.lockstep.flags` and `dev.lockstep.terminal`: what both programs need to be called by a person.
    record CommandLine() implements Layer {
        @Override
        public boolean mayImport(String className, Layer layer) {
            return switch (layer) {
                case Core core -> core.name().equals("problem");
                case Outside _ -> quickToStart(className) && isNoneOf(NETWORK, className) && isNoneOf(FILES, className);
                case Provider _, CommandLine _, Cli _, Sync _ -> false;
            };
        }
    }

    record Cli() implements Layer {
        @Override
        public boolean mayImport(String className, Layer layer) {
            return switch (layer) {
                case Core _, CommandLine _ -> true;
                case Outside _ ->
                    quickToStart(className) && isNoneOf(CLUSTER, className) && isNoneOf(List.of("picocli."), className);
                // Named for the sake of start-up time, see docs/decisions/0007.
                case Provider _ -> className.equals("dev.lockstep.keys.age.AgeModule");
                case Cli _, Sync _ -> false;
            };
        }
    }

    /// `dev.lockstep.sync.NAME`; the empty name is that of `Reconciliation`, `Main` starts what is wired above it.
    record Sync(String name) implements Layer {
        private static final Map<String, Integer> LEVELS = Map.ofEntries(
                Map.entry("Main", 5),
                Map.entry("operator", 4),
                Map.entry("agent", 4),
                Map.entry("", 3),
                Map.entry("resource", 2),
                Map.entry("store", 2),
                Map.entry("template", 2),
                Map.entry("sink", 2),
                Map.entry("api", 1),
                Map.entry("kube", 1),
                Map.entry("net", 1),
                Map.entry("engine", 0));

        @Override
        public boolean mayImport(String className, Layer layer) {
            return switch (layer) {
                case Core _ -> true;
                case CommandLine _ -> level() >= 4;
                case Sync other -> other.level() < level();
                case Outside _ ->
                    !name.equals("engine")
                            || isNoneOf(NETWORK, className)
                                    && isNoneOf(CLUSTER, className)
                                    && isNoneOf(FILES, className);
                case Provider _, Cli _ -> false;
            };
        }

        int level() {
            var level = LEVELS.get(name);
            if (level == null)
                throw new IllegalStateException("give the new layer a level in Layer.java: dev.lockstep.sync." + name);
            return level;
        }
    }

    /// The JDK and libraries.
    record Outside() implements Layer {
        @Override
        public boolean mayImport(String className, Layer layer) {
            return true;
        }
    }

    private static boolean quickToStart(String className) {
        return className.equals("java.security.SecureRandom") || isNoneOf(SLOW_TO_START, className);
    }

    private static boolean isNoneOf(List<String> packages, String className) {
        return packages.stream().noneMatch(className::startsWith);
    }
}
