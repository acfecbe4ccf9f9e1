package dev.lockstep.sync.target;

import dev.lockstep.sync.engine.Subject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The names under which a Secret of ours is known in a cluster, as ESO 2.9 writes them, so that either program finds
/// what the other has made.
final class Marks {
    static final String MANAGED = "reconcile.external-secrets.io/managed";
    static final String CREATED_BY = "reconcile.external-secrets.io/created-by";
    static final String MANAGERS = "externalsecrets.external-secrets.io/";

    private static final int LONGEST_MANAGER = 63;

    private Marks() {}

    /// Who wished a Secret, as the label says it: a hash, since a label holds 63 characters.
    static String createdBy(Subject subject) {
        return sha3(subject.namespace() + "/" + subject.name());
    }

    /// The field manager of a wish.
    static String manager(Subject subject) {
        var plain = MANAGERS + subject.name();
        return plain.length() <= LONGEST_MANAGER ? plain : MANAGERS + "sha3/" + sha3(subject.name());
    }

    private static String sha3(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA3-224");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA3-224", e);
        }
    }
}
