import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Files to measure with, the same at each run.
final class Inputs {
    private static final int GROUP = 10;

    private Inputs() {}

    static Path tiny(Path file) throws IOException {
        return Files.writeString(file, "user: app\npassword: correct horse battery staple\nport: 5432\n");
    }

    /// Maps of ten values each: eight texts, a number, a truth value.
    static Path keys(Path file, int count) throws IOException {
        boolean json = file.toString().endsWith(".json");
        var random = new Random(count);
        try (var out = Files.newBufferedWriter(file)) {
            out.write(json ? "{\n" : "");
            for (int group = 0; group < count / GROUP; group++) {
                out.write(json ? "    \"group" + group + "\": {\n" : "group" + group + ":\n");
                for (int key = 0; key < GROUP; key++) {
                    String value = key < 8 ? text(random) : key == 8 ? "" + random.nextInt(1_000_000) : "true";
                    String quote = json && key < 8 ? "\"" : "";
                    out.write(json ? "        \"key" + key + "\": " : "    key" + key + ": ");
                    out.write(quote + value + quote + (json && key < GROUP - 1 ? ",\n" : "\n"));
                }
                out.write(!json ? "" : group < count / GROUP - 1 ? "    },\n" : "    }\n");
            }
            out.write(json ? "}\n" : "");
        }
        return file;
    }

    private static String text(Random random) {
        return random.ints(24, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static Path binary(Path file, int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(file, bytes);
    }
}
