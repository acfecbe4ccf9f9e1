package dev.lockstep.interop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Random damage to a file, of the kinds that programs, editors and attackers do.
final class Damage {
    private static final String[] PIECES = {
        "\t",
        "\r",
        "\n",
        "\r\n",
        "\0",
        "\u0085",
        "\u2028",
        "\ufeff",
        " ",
        "  ",
        "#",
        "# x\n",
        ":",
        ": ",
        "- ",
        "-",
        "? ",
        "|",
        "|+\n",
        ">-\n",
        "&a ",
        "*a",
        "<<: *a\n",
        "!!binary ",
        "!t ",
        "%YAML 1.1\n",
        "---\n",
        "...\n",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\"",
        "'",
        "\\",
        "null",
        "~",
        "0x",
        ".nan",
        "2026-01-02",
        "ENC[",
        "ENC[AES256_GCM,data:,iv:,tag:,type:str]",
        "sops:\n",
        "\"sops\": {},",
        "é",
        "😀"
    };

    private final Random random;
    private byte[] bytes;

    private Damage(byte[] bytes, Random random) {
        this.bytes = bytes.clone();
        this.random = random;
    }

    /// One to three changes; `donor` gives pieces.
    static byte[] of(byte[] file, byte[] donor, Random random) {
        var damage = new Damage(file, random);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            damage.change(donor);
        }
        return damage.bytes;
    }

    private void change(byte[] donor) {
        int start = place(bytes);
        int end = Math.min(bytes.length, start + 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 8));
        switch (random.nextInt(9)) {
            case 0 -> replace(start, Math.min(bytes.length, start + 1), new byte[] {(byte) random.nextInt(256)});
            case 1 -> replace(start, end, new byte[0]);
            case 2 -> replace(start, start, copy(bytes, start, end));
            case 3 -> replace(start, bytes.length, new byte[0]);
            case 4 -> {
                int from = place(donor);
                replace(start, start, copy(donor, from, Math.min(donor.length, from + 1 + random.nextInt(300))));
            }
            case 5 -> {
                // A line again, somewhere else.
                int from = lineStart(place(bytes));
                replace(lineStart(start), lineStart(start), copy(bytes, from, lineEnd(from)));
            }
            case 6 -> replace(lineStart(start), lineEnd(start), new byte[0]);
            default -> replace(start, start, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
        }
    }

    private int place(byte[] in) {
        return in.length == 0 ? 0 : random.nextInt(in.length);
    }

    private int lineStart(int at) {
        int start = at;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private int lineEnd(int at) {
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(bytes.length, end + 1);
    }

    private static byte[] copy(byte[] from, int start, int end) {
        return java.util.Arrays.copyOfRange(from, start, Math.max(start, end));
    }

    private void replace(int start, int end, byte[] with) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, start);
        out.writeBytes(with);
        out.write(bytes, end, bytes.length - end);
        bytes = out.toByteArray();
    }
}
