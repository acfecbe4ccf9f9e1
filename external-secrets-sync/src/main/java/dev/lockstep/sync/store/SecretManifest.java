package dev.lockstep.sync.store;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretKeyName;
import dev.lockstep.sync.engine.SecretName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a document of a decrypted file as a Kubernetes object: whether it is a Secret, its name, its data.
final class SecretManifest {
    private static final Mapping NOTHING = new Mapping(List.of(), Span.NONE);

    private final Mapping object;

    private SecretManifest(Mapping object) {
        this.object = object;
    }

    static SecretManifest of(Mapping document) {
        return new SecretManifest(document);
    }

    /// Whether it is a Kubernetes object at all: it has `apiVersion` and `kind`.
    boolean isObject() {
        return !text(object, "apiVersion").isEmpty() && !text(object, "kind").isEmpty();
    }

    boolean isSecret() {
        return text(object, "kind").equals("Secret")
                && text(object, "apiVersion").equals("v1");
    }

    /// Whether it is a list of objects of the core API, of which one is a Secret or may be one.
    boolean isList() {
        String kind = text("kind");
        return text("apiVersion").equals("v1")
                && (kind.equals("SecretList")
                        || kind.equals("List")
                                && child(object, "items") instanceof Sequence items
                                && items.items().stream().anyMatch(SecretManifest::maySecret));
    }

    private static boolean maySecret(Node item) {
        return !(item.resolved() instanceof Mapping mapping)
                || new SecretManifest(mapping).isSecret()
                || new SecretManifest(mapping).hidesItsKind();
    }

    /// Whether its kind is encrypted too, so that nobody knows it before the file is opened.
    boolean hidesItsKind() {
        return (text("kind") + text("apiVersion")).contains("ENC[");
    }

    /// Whether it has at least one of the fields that a Secret has.
    boolean isLikeAnObject() {
        return List.of("apiVersion", "kind", "metadata", "data", "stringData").stream()
                .anyMatch(field -> child(object, field) != null);
    }

    /// Whether its name is still to be filled in by somebody: Helm's templates may well be YAML.
    boolean isTemplate() {
        return child(object, "metadata") instanceof Mapping metadata
                && (text(metadata, "name") + text(metadata, "namespace")).contains("{{");
    }

    /// Whether it changes or deletes an object that another file holds: Kustomize's strategic merge patches.
    boolean isPatch() {
        return !text("$patch").isEmpty();
    }

    /// `Secret NAMESPACE/NAME` as they stand there, for people.
    String title() {
        var metadata = child(object, "metadata") instanceof Mapping mapping ? mapping : object;
        var namespace = text(metadata, "namespace");
        var name = text(metadata, "name");
        return name.isEmpty() || text("kind").isEmpty()
                ? ""
                : text("kind") + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    /// A member that is text; empty if there is none.
    String text(String name) {
        return text(object, name);
    }

    /// Both must stand in the manifest: what says where a Secret belongs is sealed with it.
    ///
    /// @param defaultNamespace the namespace if the manifest names none; empty if it must
    /// @throws LockstepException `INPUT_MALFORMED`
    SecretName name(String defaultNamespace) {
        var metadata = child(object, "metadata") instanceof Mapping mapping ? mapping : NOTHING;
        String name = name(metadata, "name");
        String namespace = name(metadata, "namespace");
        if (name.isEmpty()) {
            throw malformed("is missing", "metadata.name", "name the Secret");
        }
        if (namespace.isEmpty() && defaultNamespace.isEmpty()) {
            throw malformed(
                    "is missing",
                    "metadata.namespace",
                    "write it into the plain file and encrypt that, or give --default-namespace");
        }
        return new SecretName(namespace.isEmpty() ? defaultNamespace : namespace, name);
    }

    /// A number is refused rather than taken for nothing: `namespace: 007` must not become `default`.
    private static String name(Mapping metadata, String field) {
        return switch (child(metadata, field)) {
            case null -> "";
            case Scalar scalar when scalar.value().type() == Type.NULL -> "";
            case Scalar scalar when scalar.value().type() == Type.STRING -> text(metadata, field);
            case Node _ -> throw malformed("is not text", "metadata." + field, "put the name into quotes");
        };
    }

    /// Empty if the manifest says none.
    String type() {
        return text(object, "type");
    }

    /// @throws LockstepException `INPUT_MALFORMED`
    boolean immutable() {
        return switch (child(object, "immutable")) {
            case null -> false;
            case Scalar scalar when scalar.value().type() == Type.NULL -> false;
            case Scalar scalar
            when scalar.value().type() == Type.BOOLEAN -> scalar.value().lent()[0] == 'T';
            case Node _ -> throw malformed("is neither true nor false", "immutable", "write it without quotes");
        };
    }

    /// The labels, or the annotations, but those that whoever exported the manifest from a cluster found there: what
    /// kubectl noted there holds the data, and an operator's marks would make the Secret the operator's.
    ///
    /// @throws LockstepException `INPUT_MALFORMED`
    Map<String, String> texts(String field) {
        Map<String, String> texts = new HashMap<>();
        if (child(object, "metadata") instanceof Mapping metadata && child(metadata, field) instanceof Mapping fields) {
            for (var member : fields.members()) {
                if (member instanceof Entry entry && !isOfCluster(entry.key())) {
                    var value = string(entry.value(), "metadata." + field + "." + entry.key());
                    texts.put(entry.key(), new String(value.lent(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    private static boolean isOfCluster(String name) {
        return name.equals("kubectl.kubernetes.io/last-applied-configuration")
                || name.startsWith("reconcile.external-secrets.io/");
    }

    /// Copies of the values, decoded: `data` from base64, then `stringData` over it, as the API server does. The caller
    /// closes it.
    ///
    /// @throws LockstepException `INPUT_MALFORMED` with the key, never the value
    SecretData data() {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        try {
            collect("data", values, SecretManifest::decoded);
            collect("stringData", values, (value, _) -> value.lent().clone());
            return SecretData.owning(values);
        } catch (RuntimeException e) {
            values.values().forEach(Plaintext::close);
            throw e;
        }
    }

    private interface Decoder {
        byte[] bytes(Plaintext value, String place);
    }

    private void collect(String field, Map<String, Plaintext> values, Decoder decoder) {
        switch (child(object, field)) {
            case null -> {}
            case Mapping mapping -> {
                for (var member : mapping.members()) {
                    if (member instanceof Entry entry) {
                        var place = field + "." + entry.key();
                        checkKey(entry.key(), place);
                        var bytes = decoder.bytes(string(entry.value(), place), place);
                        var replaced = values.put(entry.key(), Plaintext.owning(Type.STRING, bytes));
                        if (replaced != null) {
                            replaced.close();
                        }
                    }
                }
            }
            case Scalar scalar when scalar.value().type() == Type.NULL -> {}
            case Node _ -> throw malformed("is not a map", field, "write one key and value per line below it");
        }
    }

    private static byte[] decoded(Plaintext value, String place) {
        byte[] text = withoutLineBreaks(value.lent());
        try {
            if (text.length % 4 != 0) {
                throw new IllegalArgumentException();
            }
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed("is not base64", place, "encode the value, or move it to stringData");
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static byte[] withoutLineBreaks(byte[] text) {
        byte[] out = new byte[text.length];
        int length = 0;
        for (byte b : text) {
            if (b != '\n' && b != '\r') {
                out[length++] = b;
            }
        }
        byte[] trimmed = Arrays.copyOf(out, length);
        Arrays.fill(out, (byte) 0);
        return trimmed;
    }

    private static Plaintext string(Node node, String place) {
        if (node.resolved() instanceof Scalar scalar && scalar.value().type() == Type.STRING) {
            return scalar.value();
        }
        throw malformed("is not text", place, "put the value into quotes");
    }

    private static void checkKey(String key, String place) {
        if (!SecretKeyName.isValid(key)) {
            throw malformed("is not a valid key of a Secret", place, "use letters, digits, dash, dot and underscore");
        }
    }

    private static @Nullable Node child(Mapping mapping, String key) {
        for (var member : mapping.members()) {
            if (member instanceof Entry entry && entry.key().equals(key)) {
                return entry.value().resolved();
            }
        }
        return null;
    }

    /// Names are not secret, so they may be Strings.
    private static String text(Mapping mapping, String key) {
        return child(mapping, key) instanceof Scalar scalar && scalar.value().type() == Type.STRING
                ? new String(scalar.value().lent(), StandardCharsets.UTF_8)
                : "";
    }

    private static LockstepException malformed(String what, String place, String next) {
        return new LockstepException(Kind.INPUT_MALFORMED, what, place, next);
    }
}
