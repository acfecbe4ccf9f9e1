package dev.lockstep.keys.age;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// Reads an SSH public key of a kind that age can encrypt to: `ssh-ed25519`, or `ssh-rsa` of 2,048 bits and more. (RFC
/// 4253 §6.6, RFC 8709; c2sp.org/age, "The ssh-ed25519/ssh-rsa recipient type")
final class SshPublicKey {
    static final String ED25519 = "ssh-ed25519";
    static final String RSA = "ssh-rsa";

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 16384;

    private final String type;
    private final byte[] wire;
    private final byte[] point;
    private final @Nullable RSAKeyParameters rsa;

    private SshPublicKey(String type, byte[] wire, byte[] point, @Nullable RSAKeyParameters rsa) {
        this.type = type;
        this.wire = wire;
        this.point = point;
        this.rsa = rsa;
    }

    /// Reads a line of an `authorized_keys` or `.pub` file without options: type, base64, comment.
    /// @throws AgeException `KEY` with the reason
    static SshPublicKey parse(String line) {
        var text = Ascii.bytes(line.strip());
        var typeEnd = fieldEnd(text, 0);
        var from = typeEnd;
        while (from < text.length && (text[from] == ' ' || text[from] == '\t')) {
            from++;
        }
        var type = Ascii.text(text, 0, typeEnd);
        checkType(type);
        var wire = StrictBase64.decodePadded(text, from, fieldEnd(text, from));
        if (wire == null || wire.length == 0) {
            throw refused("the SSH public key is not base64");
        }
        var key = parseWire(wire);
        if (!key.type.equals(type)) {
            throw refused("the SSH public key has another type than its start says");
        }
        return key;
    }

    /// Reads the binary form.
    /// @throws AgeException `KEY` with the reason
    static SshPublicKey parseWire(byte[] wire) {
        var reader = new SshReader(wire);
        var type = reader.text();
        checkType(type);
        if (type.equals(ED25519)) {
            var point = reader.bytes();
            reader.requireEnd();
            if (point.length != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyPartial(point, 0)) {
                throw refused("the ssh-ed25519 key is not a point of the curve");
            }
            return new SshPublicKey(type, wire, point, null);
        }
        var exponent = reader.number();
        var modulus = reader.number();
        reader.requireEnd();
        return new SshPublicKey(type, wire, new byte[0], rsa(modulus, exponent));
    }

    static SshPublicKey ed25519(byte[] point) {
        return parseWire(new SshWriter().text(ED25519).bytes(point).toBytes());
    }

    static SshPublicKey rsaKey(BigInteger modulus, BigInteger exponent) {
        return parseWire(
                new SshWriter().text(RSA).number(exponent).number(modulus).toBytes());
    }

    String type() {
        return type;
    }

    boolean isRsa() {
        return rsa != null;
    }

    RSAKeyParameters rsa() {
        if (rsa == null) {
            throw new IllegalStateException("not an RSA key");
        }
        return rsa;
    }

    /// The binary form itself, not a copy.
    byte[] wire() {
        return wire;
    }

    /// Names the key in a stanza: the first four bytes of its hash.
    String tag() {
        var digest = new SHA256Digest();
        digest.update(wire, 0, wire.length);
        var hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return StrictBase64.encode(Arrays.copyOf(hash, 4));
    }

    /// The same point on the curve of X25519: u = (1 + y) / (1 - y). (RFC 7748 §4.1)
    byte[] curve25519() {
        var encoded = point.clone();
        encoded[encoded.length - 1] &= 0x7F; // the sign of x
        var y = X25519Field.create();
        X25519Field.decode255(encoded, 0, y, 0);
        var one = X25519Field.create();
        X25519Field.one(one);
        var numerator = X25519Field.create();
        X25519Field.add(one, y, numerator);
        var denominator = X25519Field.create();
        X25519Field.sub(one, y, denominator);
        X25519Field.carry(denominator);
        X25519Field.inv(denominator, denominator);
        X25519Field.carry(numerator);
        X25519Field.mul(numerator, denominator, numerator);
        X25519Field.normalize(numerator);
        var u = new byte[Curve25519.POINT_BYTES];
        X25519Field.encode(numerator, u, 0);
        return u;
    }

    private static void checkType(String type) {
        switch (type) {
            case ED25519, RSA -> {}
            case "ssh-dss" -> throw refused("age cannot use DSA keys, only ssh-ed25519 and ssh-rsa");
            case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
                throw refused("age cannot use ECDSA keys, only ssh-ed25519 and ssh-rsa");
            case "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com" ->
                throw refused("age cannot use hardware SSH keys, only ssh-ed25519 and ssh-rsa");
            default -> throw refused("age cannot use this type of SSH key, only ssh-ed25519 and ssh-rsa");
        }
    }

    private static RSAKeyParameters rsa(BigInteger modulus, BigInteger exponent) {
        if (modulus.signum() <= 0 || modulus.bitLength() > MAX_RSA_BITS) {
            throw refused("the ssh-rsa key is malformed");
        }
        if (modulus.bitLength() < MIN_RSA_BITS) {
            throw refused("the ssh-rsa key has " + modulus.bitLength() + " bits and needs at least " + MIN_RSA_BITS);
        }
        if (exponent.bitLength() > 31 || exponent.intValueExact() < 3) {
            throw refused("the ssh-rsa key has an unusual exponent");
        }
        try {
            return new RSAKeyParameters(false, modulus, exponent);
        } catch (IllegalArgumentException e) {
            throw refused("the ssh-rsa key is not an RSA key");
        }
    }

    private static int fieldEnd(byte[] text, int from) {
        return Math.min(Ascii.indexOf(text, from, text.length, ' '), Ascii.indexOf(text, from, text.length, '\t'));
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.KEY, what);
    }
}
