package dev.lockstep.sync.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The head of an HTTP request.
///
/// @param path with the query
/// @param headers lines, as they came
record Request(String method, String path, List<String> headers) {
    private static final int LONGEST_HEAD = 1 << 16;

    /// Reads a head from a new connection, and nothing after it.
    ///
    /// @return null if the connection ended before one began
    static @Nullable Request read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int last = 0; last != 0x0d0a0d0a; ) {
            int next = in.read();
            if (next < 0 && head.size() == 0) return null;
            if (next < 0 || head.size() > LONGEST_HEAD) throw new EOFException("no whole head");
            head.write(next);
            last = last << 8 | next;
        }
        var lines = new ArrayList<>(List.of(head.toString(ISO_8859_1).split("\r\n")));
        var words = lines.removeFirst().split(" ");
        return new Request(words[0], words[1], lines);
    }

    boolean isWatch() {
        return path.contains("watch=true") || upgrades();
    }

    boolean writes() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    /// The same request for a connection of its own: nothing follows it, and HTTP stays at 1.1.
    byte[] alone() {
        boolean upgrades = upgrades();
        var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        for (var header : headers) {
            var name = header.toLowerCase();
            boolean connection = name.startsWith("connection:") || name.startsWith("upgrade:");
            if (name.startsWith("http2-settings:") || connection && !upgrades) continue;
            text.append(header).append("\r\n");
        }
        if (!upgrades) text.append("Connection: close\r\n");
        return text.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    private boolean upgrades() {
        return headers.stream().anyMatch(header -> header.toLowerCase().matches("upgrade: *websocket.*"));
    }
}
