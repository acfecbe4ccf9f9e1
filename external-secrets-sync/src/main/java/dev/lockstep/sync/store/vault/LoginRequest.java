package dev.lockstep.sync.store.vault;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.store.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SequencedMap;

/// The body of a login: a JSON object of texts, written into bytes that can be wiped.
final class LoginRequest {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] out = new byte[512];
    private int length;

    private LoginRequest() {}

    /// Fetches the proofs and writes the body, which the caller closes.
    ///
    /// @throws dev.lockstep.sync.store.StoreException why a credential cannot be had
    static Plaintext of(SequencedMap<String, Login.Proof> fields, Credentials credentials) {
        var request = new LoginRequest();
        try {
            char before = '{';
            for (var field : fields.entrySet()) {
                request.put(before);
                request.putText(field.getKey().getBytes(StandardCharsets.UTF_8));
                request.put(':');
                try (var value = proof(field.getValue(), credentials)) {
                    request.putText(value.lent());
                }
                before = ',';
            }
            request.put('}');
            return Plaintext.owning(Plaintext.Type.STRING, Arrays.copyOf(request.out, request.length));
        } finally {
            Arrays.fill(request.out, (byte) 0);
        }
    }

    private static Plaintext proof(Login.Proof proof, Credentials credentials) {
        return switch (proof) {
            case Login.Proof.Literal(var text) ->
                Plaintext.owning(Plaintext.Type.STRING, text.getBytes(StandardCharsets.UTF_8));
            case Login.Proof.Kept(var key) -> trimmed(credentials.read(key));
            case Login.Proof.Issued(var account) -> credentials.issueToken(account);
        };
    }

    /// Takes the line break away with which editors and `echo` end a file; takes the value over.
    static Plaintext trimmed(Plaintext value) {
        try (value) {
            byte[] bytes = value.lent();
            int end = bytes.length;
            while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
                end--;
            }
            return Plaintext.owning(value.type(), Arrays.copyOf(bytes, end));
        }
    }

    private void putText(byte[] text) {
        put('"');
        for (byte b : text) {
            if (b == '"' || b == '\\') {
                put('\\');
                put((char) b);
            } else if (b >= 0 && b < ' ') {
                for (char c : "\\u00".toCharArray()) put(c);
                put((char) HEX[b >> 4]);
                put((char) HEX[b & 15]);
            } else {
                put((char) (b & 0xFF));
            }
        }
        put('"');
    }

    /// @param c one byte
    private void put(char c) {
        if (length == out.length) {
            var larger = Arrays.copyOf(out, length * 2);
            Arrays.fill(out, (byte) 0);
            out = larger;
        }
        out[length++] = (byte) c;
    }
}
