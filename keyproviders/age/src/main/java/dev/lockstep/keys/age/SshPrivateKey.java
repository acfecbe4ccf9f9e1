package dev.lockstep.keys.age;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.jspecify.annotations.Nullable;

/// Reads SSH private keys: OpenSSH's own format, PKCS#8, and the older PEM of RSA keys, the first and last of them with
/// a passphrase or without.
final class SshPrivateKey {
    private static final String OPENSSH = "OPENSSH PRIVATE KEY";

    private SshPrivateKey() {}

    /// What a key file turned out to be.
    sealed interface Parsed {
        record Unlocked(AgeIdentity identity) implements Parsed {}

        /// @param key the public half, where the file tells it without the passphrase
        record Locked(PemBlock block, @Nullable SshPublicKey key) implements Parsed {}
    }

    /// @throws AgeException `KEY` with the reason, quoting nothing
    static Parsed parse(byte[] text) {
        var block = PemBlock.read(text);
        if (block == null) {
            throw refused("there is no complete private key in PEM form");
        }
        if (block.type().equals(OPENSSH)) {
            var container = OpenSshContainer.parse(block.content());
            return container.isLocked()
                    ? new Parsed.Locked(block, container.publicKey())
                    : new Parsed.Unlocked(privateSection(container.open(new byte[0])));
        }
        return block.isLegacyEncrypted()
                ? new Parsed.Locked(block, null)
                : new Parsed.Unlocked(plain(block.type(), block.content()));
    }

    /// @throws AgeException `KEY` if the passphrase is wrong
    static AgeIdentity unlock(PemBlock block, byte[] passphrase) {
        if (block.type().equals(OPENSSH)) {
            return privateSection(OpenSshContainer.parse(block.content()).open(passphrase));
        }
        var content = LegacyPem.open(block, passphrase);
        try {
            return plain(block.type(), content);
        } finally {
            Ascii.wipe(content);
        }
    }

    private static AgeIdentity plain(String type, byte[] content) {
        return switch (type) {
            case "RSA PRIVATE KEY" -> pkcs1(content);
            case "PRIVATE KEY" -> pkcs8(content);
            case "EC PRIVATE KEY" -> throw refused("age cannot use ECDSA keys, only ssh-ed25519 and ssh-rsa");
            case "DSA PRIVATE KEY" -> throw refused("age cannot use DSA keys, only ssh-ed25519 and ssh-rsa");
            case "ENCRYPTED PRIVATE KEY" ->
                throw refused("the private key is encrypted as PKCS#8; rewrite it with `ssh-keygen -p`");
            default -> throw refused("the file is not an SSH private key");
        };
    }

    private static AgeIdentity pkcs1(byte[] content) {
        try {
            var key = RSAPrivateKey.getInstance(content);
            return new SshRsaIdentity(new RSAPrivateCrtKeyParameters(
                    key.getModulus(),
                    key.getPublicExponent(),
                    key.getPrivateExponent(),
                    key.getPrime1(),
                    key.getPrime2(),
                    key.getExponent1(),
                    key.getExponent2(),
                    key.getCoefficient()));
        } catch (IllegalArgumentException | ClassCastException | ArithmeticException e) {
            throw SshReader.malformed();
        }
    }

    private static AgeIdentity pkcs8(byte[] content) {
        try {
            var key = PrivateKeyFactory.createKey(content);
            if (key instanceof RSAPrivateCrtKeyParameters rsa) {
                return new SshRsaIdentity(rsa);
            }
            if (key instanceof Ed25519PrivateKeyParameters ed25519) {
                return SshEd25519Identity.ofSeed(ed25519.getEncoded());
            }
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            throw SshReader.malformed();
        }
        throw refused("age cannot use this type of key, only ed25519 and RSA");
    }

    /// Reads the decrypted part of an OpenSSH key (OpenSSH's PROTOCOL.key), and wipes it.
    private static AgeIdentity privateSection(byte[] section) {
        try {
            var reader = new SshReader(section);
            if (reader.count() != reader.count()) {
                throw refused("the passphrase is wrong");
            }
            var type = reader.text();
            return switch (type) {
                case SshPublicKey.ED25519 -> ed25519(reader);
                case SshPublicKey.RSA -> rsa(reader);
                default -> throw refused("age cannot use this type of SSH key, only ssh-ed25519 and ssh-rsa");
            };
        } finally {
            Ascii.wipe(section);
        }
    }

    private static AgeIdentity ed25519(SshReader reader) {
        var point = reader.bytes();
        var secret = reader.bytes();
        requirePadding(reader);
        if (secret.length != 64) {
            throw SshReader.malformed();
        }
        var identity = SshEd25519Identity.ofSeed(Arrays.copyOf(secret, 32));
        Ascii.wipe(secret);
        if (!Arrays.equals(
                SshPublicKey.ed25519(point).wire(), identity.publicKey().wire())) {
            throw refused("the two halves of the SSH key do not belong together");
        }
        return identity;
    }

    private static AgeIdentity rsa(SshReader reader) {
        var modulus = reader.number();
        var exponent = reader.number();
        var secret = reader.number();
        var inverse = reader.number();
        var p = reader.number();
        var q = reader.number();
        requirePadding(reader);
        try {
            return new SshRsaIdentity(new RSAPrivateCrtKeyParameters(
                    modulus,
                    exponent,
                    secret,
                    p,
                    q,
                    secret.mod(p.subtract(BigInteger.ONE)),
                    secret.mod(q.subtract(BigInteger.ONE)),
                    inverse));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw SshReader.malformed();
        }
    }

    /// A comment, then the bytes 1, 2, 3 and so on up to the cipher's block.
    private static void requirePadding(SshReader reader) {
        reader.bytes();
        var padding = reader.rest();
        for (int i = 0; i < padding.length; i++) {
            if (padding[i] != i + 1) {
                throw SshReader.malformed();
            }
        }
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.KEY, what);
    }
}
