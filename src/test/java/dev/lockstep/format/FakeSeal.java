package dev.lockstep.format;

import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/// Stands in for encryption: reversible, deterministic, and shaped like a ciphertext of sops.
final class FakeSeal {
    private static final String PREFIX = "ENC[FAKE,";

    private FakeSeal() {}

    static Plaintext seal(Plaintext value) {
        var text = PREFIX + value.type() + "," + HexFormat.of().formatHex(value.lent()) + "]";
        return Plaintext.owning(Type.STRING, text.getBytes(StandardCharsets.US_ASCII));
    }

    static Plaintext open(Plaintext value) {
        if (value.type() != Type.STRING || !value.startsWith(PREFIX)) {
            return value;
        }
        var parts = new String(value.lent(), StandardCharsets.US_ASCII)
                .substring(PREFIX.length())
                .split("[,\\]]", -1);
        return Plaintext.owning(Type.valueOf(parts[0]), HexFormat.of().parseHex(parts[1]));
    }

    /// Maps every value that is neither null nor empty; a node none of whose values changed stays the same instance.
    static Node mapped(Node node, UnaryOperator<Plaintext> change) {
        return switch (node) {
            case Mapping(var members, var span) -> {
                var changed = new ArrayList<Member>();
                boolean same = true;
                for (var member : members) {
                    if (member instanceof Entry entry) {
                        var value = mapped(entry.value(), change);
                        same &= value == entry.value();
                        changed.add(value == entry.value() ? entry : entry.with(value));
                    } else {
                        changed.add(member);
                    }
                }
                yield same ? node : new Mapping(changed, span);
            }
            case Sequence(var items, var span) -> {
                var changed = items.stream().map(item -> mapped(item, change)).toList();
                boolean same = true;
                for (int i = 0; i < changed.size(); i++) {
                    same &= changed.get(i) == items.get(i);
                }
                yield same ? node : new Sequence(changed, span);
            }
            case Scalar(var value, var span) -> {
                var changed = value.isEmpty() ? value : change.apply(value);
                yield changed == value ? node : new Scalar(changed, span);
            }
            case Comment _, Alias _ -> node;
        };
    }

    static List<Mapping> sealed(List<Mapping> roots) {
        return roots.stream()
                .map(root -> withMetadata((Mapping) mapped(root, FakeSeal::seal)))
                .toList();
    }

    static List<Mapping> opened(List<Mapping> roots) {
        return roots.stream()
                .map(root -> withoutMetadata((Mapping) mapped(root, FakeSeal::open)))
                .toList();
    }

    private static Mapping withMetadata(Mapping root) {
        var members = new ArrayList<>(root.members());
        var key = map(entry("enc", text("-----BEGIN\nabc\n")), entry("recipient", text("age1")));
        members.add(entry("sops", map(entry("age", list(key)), entry("mac", text("ENC[mac]")))));
        return new Mapping(members, root.span());
    }

    private static Mapping withoutMetadata(Mapping root) {
        var members = root.members().stream()
                .filter(member -> !(member instanceof Entry entry && entry.key().equals("sops")))
                .toList();
        return new Mapping(members, root.span());
    }

    static Entry entry(String key, Node value) {
        return new Entry(key, Span.NONE, value);
    }

    static Mapping map(Member... members) {
        return new Mapping(List.of(members), Span.NONE);
    }

    static Sequence list(Node... items) {
        return new Sequence(List.of(items), Span.NONE);
    }

    static Scalar text(String text) {
        return scalar(Type.STRING, text);
    }

    static Scalar scalar(Type type, String text) {
        return new Scalar(Plaintext.owning(type, text.getBytes(StandardCharsets.UTF_8)), Span.NONE);
    }

    static Comment comment(String text, boolean inline) {
        return new Comment(Plaintext.owning(Type.COMMENT, text.getBytes(StandardCharsets.UTF_8)), Span.NONE, inline);
    }

    /// The encrypted bytes, read again and opened with the hints that the plain document asks for.
    static byte[] restored(Format format, byte[] plain) {
        var original = format.parse(plain.clone());
        var sealed = format.parse(format.render(original, sealed(original.roots()), FormattingHints.none()));
        var opened = opened(sealed.roots());
        var hints = FormattingHints.decode(
                format.verifiedHints(original, sealed, opened).encode());
        return format.render(sealed, opened, hints);
    }
}
