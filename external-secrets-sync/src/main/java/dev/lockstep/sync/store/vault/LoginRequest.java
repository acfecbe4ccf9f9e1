package dev.lockstep.sync.store.vault;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.SecretBuffer;
import dev.lockstep.sync.store.Credentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SequencedMap;

/// Builds the body of a login: a JSON object of texts, written into bytes that can be wiped.
final class LoginRequest {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private LoginRequest() {}

    /// Fetches the proofs and writes the body, which the caller closes.
    ///
    /// @param server whom it is sent to
    /// @throws dev.lockstep.sync.store.StoreException why a credential cannot be had
    static Plaintext of(SequencedMap<String, Login.LoginCredential> fields, Credentials credentials, URI server) {
        try (var body = new SecretBuffer()) {
            char before = '{';
            for (var field : fields.entrySet()) {
                body.add(before);
                quote(field.getKey().getBytes(StandardCharsets.UTF_8), body);
                body.add(':');
                try (var value = proof(field.getValue(), credentials, server)) {
                    quote(value.lent(), body);
                }
                before = ',';
            }
            body.add('}');
            return Plaintext.owning(Plaintext.Type.STRING, body.bytes());
        }
    }

    private static Plaintext proof(Login.LoginCredential proof, Credentials credentials, URI server) {
        return switch (proof) {
            case Login.LoginCredential.Literal(var text) ->
                Plaintext.owning(Plaintext.Type.STRING, text.getBytes(StandardCharsets.UTF_8));
            case Login.LoginCredential.Kept(var key) -> trimmed(credentials.read(key));
            case Login.LoginCredential.Issued(var account) -> credentials.issueToken(account, server);
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

    private static void quote(byte[] text, SecretBuffer body) {
        body.add('"');
        for (byte b : text) {
            if (b == '"' || b == '\\') {
                body.add('\\').add(b);
            } else if (b >= 0 && b < ' ') {
                body.addAscii("\\u00").add(HEX[b >> 4]).add(HEX[b & 15]);
            } else {
                body.add(b);
            }
        }
        body.add('"');
    }
}
