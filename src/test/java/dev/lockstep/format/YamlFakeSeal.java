package dev.lockstep.format;

import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.rules.Leaf;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Encrypts and decrypts YAML with a cipher that hides nothing, but binds each value to its place as the real one does.
final class YamlFakeSeal {
    private static final LeafRules RULES = LeafRules.of(Selection.DEFAULT);

    private YamlFakeSeal() {}

    static byte[] seal(byte[] plain) {
        try (var document = SopsAwareYamlReader.read(plain.clone())) {
            return YamlRenderer.render(document, withMetadata(sealed(document.roots())), FormattingHints.none());
        }
    }

    static FormattingHints hints(byte[] plain, byte[] sealed) {
        try (var document = SopsAwareYamlReader.read(plain.clone());
                var encrypted = SopsAwareYamlReader.read(sealed.clone())) {
            return new YamlFormat().verifiedHints(document, encrypted, opened(encrypted.roots()));
        }
    }

    static byte[] open(byte[] sealed, FormattingHints presentation) {
        try (var document = SopsAwareYamlReader.read(sealed.clone())) {
            return YamlRenderer.render(document, opened(document.roots()), presentation);
        }
    }

    static List<Mapping> sealed(List<Mapping> roots) {
        return RULES.walk(roots, leaf -> leaf.secret() && !leaf.value().isEmpty() ? seal(leaf) : leaf.node());
    }

    static List<Mapping> opened(List<Mapping> roots) {
        return RULES.walk(roots.stream().map(YamlFakeSeal::withoutMetadata).toList(), leaf -> {
            boolean enciphered = leaf.secret() && leaf.value().startsWith("ENC[");
            return enciphered ? open(leaf) : leaf.node();
        });
    }

    private static Node seal(Leaf leaf) {
        String path = new String(leaf.aad(), StandardCharsets.UTF_8);
        String text = ciphertext(path, leaf.value().type(), leaf.value().lent());
        var type = leaf.node() instanceof Comment ? Type.COMMENT : Type.STRING;
        return of(leaf.node(), type, text.getBytes(StandardCharsets.US_ASCII));
    }

    static String ciphertext(String path, Type type, byte[] value) {
        byte[] aad = path.getBytes(StandardCharsets.UTF_8);
        var data = Arrays.copyOf(aad, aad.length + 1 + value.length);
        System.arraycopy(value, 0, data, aad.length + 1, value.length);
        String name = type == Type.STRING ? "str" : type.name().toLowerCase(Locale.ROOT);
        return "ENC[AES256_GCM,data:" + Base64.getEncoder().encodeToString(data) + ",iv:aXY=,tag:dGFn,type:" + name
                + "]";
    }

    private static Node open(Leaf leaf) {
        String text = new String(leaf.value().lent(), StandardCharsets.US_ASCII).strip();
        String type = text.substring(text.lastIndexOf(':') + 1, text.length() - 1);
        byte[] data = Base64.getDecoder().decode(text.substring(20, text.indexOf(",iv:")));
        int border = 0;
        while (data[border] != 0) {
            border++;
        }
        String place = new String(data, 0, border, StandardCharsets.UTF_8);
        if (!place.equals(new String(leaf.aad(), StandardCharsets.UTF_8))) {
            throw new AssertionError(
                    "value of " + place + " is read at " + new String(leaf.aad(), StandardCharsets.UTF_8));
        }
        byte[] value = Arrays.copyOfRange(data, border + 1, data.length);
        return of(leaf.node(), type.equals("str") ? Type.STRING : Type.valueOf(type.toUpperCase(Locale.ROOT)), value);
    }

    private static Node of(Node old, Type type, byte[] bytes) {
        var value = Plaintext.owning(type, bytes);
        return switch (old) {
            case Comment comment -> new Comment(value, comment.span(), comment.inline());
            case Node scalar when type == Type.COMMENT -> new Comment(value, scalar.span(), false);
            case Node scalar -> new Scalar(value, scalar.span());
        };
    }

    static List<Mapping> sealedWithMetadata(List<Mapping> roots) {
        return withMetadata(sealed(roots));
    }

    private static List<Mapping> withMetadata(List<Mapping> roots) {
        var all = new ArrayList<Mapping>();
        for (var root : roots) {
            var members = new ArrayList<Member>(root.members());
            members.add(metadata());
            all.add(new Mapping(members, root.span()));
        }
        return all;
    }

    static Entry metadata() {
        var key = map(
                entry("enc", text("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n")),
                entry("recipient", text("age1qqq")));
        return entry(
                "sops",
                map(
                        entry("age", new Sequence(List.of(key, key), Span.NONE)),
                        entry("lastmodified", text("2026-01-02T03:04:05Z")),
                        entry("mac", text("ENC[AES256_GCM,data:bWFj,iv:aXY=,tag:dGFn,type:str]")),
                        entry("unencrypted_suffix", text("_unencrypted")),
                        entry("version", text("3.13.3"))));
    }

    private static Mapping map(Member... members) {
        return new Mapping(List.of(members), Span.NONE);
    }

    private static Entry entry(String key, Node value) {
        return new Entry(key, Span.NONE, value);
    }

    private static Scalar text(String text) {
        return new Scalar(Plaintext.owning(Type.STRING, text.getBytes(StandardCharsets.UTF_8)), Span.NONE);
    }

    private static Mapping withoutMetadata(Mapping root) {
        var members = root.members().stream()
                .filter(member -> !(member instanceof Entry entry && entry.key().equals("sops")))
                .toList();
        return new Mapping(members, root.span());
    }

    /// Types and values in the order of the walk.
    static List<String> values(byte[] file) {
        var values = new ArrayList<String>();
        try (var document = SopsAwareYamlReader.read(file.clone())) {
            RULES.walk(
                    document.roots().stream().map(YamlFakeSeal::withoutMetadata).toList(), leaf -> {
                        values.add(leaf.place().replaceAll("\\[\\d+\\]", "[]") + "="
                                + leaf.value().type() + " "
                                + new String(leaf.value().lent(), StandardCharsets.ISO_8859_1));
                        return leaf.node();
                    });
        }
        return values;
    }
}
