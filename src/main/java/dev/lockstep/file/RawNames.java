package dev.lockstep.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds files whose names are not UTF-8. On Linux a name is any bytes; the JVM reads it as UTF-8, puts U+FFFD where
/// that fails, and so loses what the name was. Here such a byte becomes a lone surrogate, U+DC80 to U+DCFF, as in
/// Python's PEP 383, and a path is made of the bytes again.
public final class RawNames {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char FIRST_ESCAPE = '\uDC80';
    private static final char LAST_ESCAPE = '\uDCFF';
    private static final int ESCAPE = 0xDC00;

    private RawNames() {}

    /// The arguments of this process with such bytes kept, if there are any.
    ///
    /// @param words as the JVM gives them
    public static List<String> arguments(List<String> words) {
        if (words.stream().noneMatch(word -> word.indexOf(REPLACEMENT) >= 0)) {
            return words;
        }
        try {
            var all = split(Files.readAllBytes(Path.of("/proc/self/cmdline")));
            return all.size() < words.size() ? words : List.copyOf(all.subList(all.size() - words.size(), all.size()));
        } catch (IOException e) {
            return words; // not Linux: there is no other way to ask
        }
    }

    /// What an argument names.
    ///
    /// @param directory absolute; where relative names begin
    /// @throws java.nio.file.InvalidPathException for a name that this system cannot have, such as one with a NUL
    public static Path resolve(Path directory, String text) {
        if (text.chars().noneMatch(c -> c >= FIRST_ESCAPE && c <= LAST_ESCAPE)) {
            return directory.resolve(text);
        }
        var path = Path.of(URI.create("file:///" + percentEncoded(bytes(text))));
        return text.startsWith("/") ? path : directory.resolve(path.subpath(0, path.getNameCount()));
    }

    /// What an argument names, relative if it is.
    public static Path path(String text) {
        var directory = workingDirectory();
        return resolve(directory.equals(Path.of("").toAbsolutePath()) ? Path.of("") : directory, text);
    }

    /// The working directory, absolute.
    public static Path workingDirectory() {
        var directory = Path.of("").toAbsolutePath();
        if (directory.toString().indexOf(REPLACEMENT) < 0) {
            return directory;
        }
        try {
            return Path.of("/proc/self/cwd").toRealPath();
        } catch (IOException e) {
            return directory;
        }
    }

    private static List<String> split(byte[] text) {
        var words = new ArrayList<String>();
        int begin = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == 0) {
                words.add(decoded(ByteBuffer.wrap(text, begin, i - begin)));
                begin = i + 1;
            }
        }
        return words;
    }

    private static String decoded(ByteBuffer bytes) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var text = CharBuffer.allocate(bytes.remaining());
        for (var result = decoder.decode(bytes, text, true);
                result.isError();
                result = decoder.decode(bytes, text, true)) {
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (ESCAPE + (bytes.get() & 0xFF)));
            }
            decoder.reset();
        }
        return text.flip().toString();
    }

    private static byte[] bytes(String text) {
        var out = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            if (c >= FIRST_ESCAPE && c <= LAST_ESCAPE) {
                out.write(c - ESCAPE);
            } else {
                out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }

    /// Without the empty names between slashes, which a path of the JDK does not have.
    private static String percentEncoded(byte[] name) {
        var out = new StringBuilder();
        for (byte b : name) {
            if (b != '/') {
                out.append('%').append(String.format("%02X", b));
            } else if (!out.isEmpty() && out.charAt(out.length() - 1) != '/') {
                out.append('/');
            }
        }
        return out.toString();
    }
}
