package dev.lockstep.keys.age;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// One file of the age testkit: what must happen, with which identities, and the age file.
final class AgeCase {
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    final String name;
    String expect = "";
    String payloadSha256 = EMPTY_SHA256;
    boolean armored;
    byte[] fileKey = {};
    byte[] file = {};
    private final List<AgeIdentity> identities = new ArrayList<>();

    private AgeCase(String name) {
        this.name = name;
    }

    static AgeCase parse(Path path) {
        try {
            var bytes = Files.readAllBytes(path);
            var parsed = new AgeCase(path.getFileName().toString());
            var compressed = false;
            var from = 0;
            for (var end = Ascii.indexOf(bytes, from, bytes.length, '\n');
                    end > from;
                    end = Ascii.indexOf(bytes, from, bytes.length, '\n')) {
                var line = Ascii.text(bytes, from, end);
                var colon = line.indexOf(": ");
                var value = line.substring(colon + 2);
                switch (line.substring(0, colon)) {
                    case "expect" -> parsed.expect = value;
                    case "payload" -> parsed.payloadSha256 = value;
                    case "identity" -> parsed.identities.add(identity(value));
                    case "passphrase" ->
                        parsed.identities.add(new ScryptIdentity(value.getBytes(StandardCharsets.UTF_8)));
                    case "armored" -> parsed.armored = value.equals("yes");
                    case "compressed" -> compressed = value.equals("zlib");
                    case "file key" -> parsed.fileKey = HexFormat.of().parseHex(value);
                    case "comment" -> {}
                    default -> throw new IllegalArgumentException("unknown key in " + path);
                }
                from = end + 1;
            }
            var body = Arrays.copyOfRange(bytes, from + 1, bytes.length);
            parsed.file = compressed ? new InflaterInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
            return parsed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AgeIdentity identity(String text) {
        return text.startsWith("AGE-SECRET-KEY-PQ-1")
                ? HybridIdentity.parse(Ascii.bytes(text))
                : X25519Identity.parse(Ascii.bytes(text));
    }

    /// What happened, in the words of the testkit, and the hash of all plaintext that was released.
    record Run(String verdict, String releasedSha256) {}

    Run open() {
        var released = new ByteArrayOutputStream();
        String verdict;
        try {
            var fileKey = unwrap(released);
            verdict = fileKey == null ? "no match" : "success";
        } catch (AgeException e) {
            verdict = switch (e.kind()) {
                case ARMOR -> "armor failure";
                case HEADER -> "header failure";
                case HMAC -> "HMAC failure";
                case PAYLOAD -> "payload failure";
                case KEY, PLUGIN -> "unexpected: " + e.getMessage();
            };
        }
        return new Run(verdict, sha256(released.toByteArray()));
    }

    private @Nullable FileKey unwrap(ByteArrayOutputStream released) {
        var binary = armored ? Armor.decode(file) : file;
        var header = AgeHeader.parse(binary);
        var key = AgeFile.unwrap(header, identities);
        if (key != null) {
            AgePayload.open(key, binary, header.length(), released::writeBytes);
        }
        return key;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
