package dev.lockstep.rules;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection.EncryptedCommentRegex;
import dev.lockstep.rules.Selection.EncryptedRegex;
import dev.lockstep.rules.Selection.EncryptedSuffix;
import dev.lockstep.rules.Selection.Everything;
import dev.lockstep.rules.Selection.UnencryptedCommentRegex;
import dev.lockstep.rules.Selection.UnencryptedRegex;
import dev.lockstep.rules.Selection.UnencryptedSuffix;
import dev.lockstep.secret.Plaintext.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Decides which leaves of a file are secret: the compiled form of a [Selection], and the walk over the leaves (spec
/// 3). Confined to one thread.
///
/// A rule about keys is decided by all keys on the way to the leaf. A rule about comments is decided by the active
/// ones: on each level the comments since the last value, and those of all levels above. The walk gives the same
/// verdicts for the plain tree and for the encrypted one, as long as no comment was changed by encryption that decides
/// something; sops has the same gap.
public final class LeafRules {
    /// How many bytes of names may stand before the secrets of a file in all: each ciphertext is bound to the whole
    /// path, so long names over many values would take time as their product. A hundred thousand values have a few
    /// million.
    private static final long LONGEST_PATHS = 256L << 20;

    private final Test keys;
    private final Test comments;
    /// Whether a hit makes a leaf secret, or exempts it.
    private final boolean hitIsSecret;

    private LeafRules(Test keys, Test comments, boolean hitIsSecret) {
        this.keys = keys;
        this.comments = comments;
        this.hitIsSecret = hitIsSecret;
    }

    /// Compiles a selection. RE2/J is loaded only for one with an expression.
    ///
    /// @throws dev.lockstep.problem.LockstepException `CONFIG_INVALID` if its expression does not compile
    public static LeafRules of(Selection selection) {
        return switch (selection) {
            case UnencryptedSuffix(var suffix) -> new LeafRules(new Suffix(suffix), Never.HITS, false);
            case EncryptedSuffix(var suffix) -> new LeafRules(new Suffix(suffix), Never.HITS, true);
            case UnencryptedRegex(var regex) -> new LeafRules(new Found("unencrypted_regex", regex), Never.HITS, false);
            case EncryptedRegex(var regex) -> new LeafRules(new Found("encrypted_regex", regex), Never.HITS, true);
            case UnencryptedCommentRegex(var regex) ->
                new LeafRules(Never.HITS, new Found("unencrypted_comment_regex", regex), false);
            case EncryptedCommentRegex(var regex) ->
                new LeafRules(Never.HITS, new Found("encrypted_comment_regex", regex), true);
            case Everything() -> new LeafRules(Never.HITS, Never.HITS, false);
        };
    }

    /// Whether a comment with this text would exempt what follows it. The ciphertext of a comment must not, or the file
    /// would not open again.
    public boolean exemptsComment(byte[] text) {
        return !hitIsSecret && comments.hits(text);
    }

    /// Visits every value and comment, nulls aside, in the order of sops, and puts what the visitor returns in their
    /// place.
    ///
    /// Where nothing changes, the result holds the very instances of `roots`. An alias is entered as if its target
    /// stood there; if that changes something, the result holds the changed target with the alias's span and no spans
    /// below.
    ///
    /// @param roots all documents of the stream, without their `sops` entries
    /// @param visitor returns the leaf's node or another; in a map, a comment for a comment
    /// @throws dev.lockstep.problem.LockstepException `FILE_UNREADABLE` if the names on the way to the secrets are too
    /// long in all
    public List<Mapping> walk(List<Mapping> roots, Function<Leaf, Node> visitor) {
        var walk = new Walk(visitor);
        var after = new ArrayList<Mapping>(roots.size());
        for (var root : roots) {
            after.add(walk.mapping(root, Step.ROOT, false));
        }
        return after;
    }

    /// One walk. `hit` is what the keys and comments above have decided: once hit, always hit.
    private final class Walk {
        private final Function<Leaf, Node> visitor;
        private long paths;
        /// How many aliases lead to where the walk is.
        private int aliases;

        Walk(Function<Leaf, Node> visitor) {
            this.visitor = visitor;
        }

        Node node(Node node, Step step, boolean hit) {
            return switch (node) {
                case Mapping mapping -> mapping(mapping, step, hit);
                case Sequence sequence -> sequence(sequence, step, hit);
                case Scalar scalar when scalar.value().type() == Type.NULL -> scalar;
                case Scalar scalar ->
                    visit(new Visit(scalar, scalar.value(), hit == hitIsSecret, step.isItem(), step, aliases > 0));
                case Comment item -> comment(item, step, hit, step.isItem());
                case Alias alias -> {
                    aliases++;
                    var after = node(alias.target(), step, hit);
                    aliases--;
                    yield after == alias.target() ? alias : after.detached(alias.span());
                }
            };
        }

        Mapping mapping(Mapping mapping, Step step, boolean hit) {
            var active = new ActiveComments(hit);
            List<Member> after = null;
            var members = mapping.members();
            for (int i = 0; i < members.size(); i++) {
                var member = members.get(i);
                Member changed = switch (member) {
                    case Comment comment -> (Member) comment(comment, step, active.at(comment), false);
                    case Entry entry -> entry(entry, step, active);
                };
                if (changed != member && after == null) {
                    after = new ArrayList<>(members);
                }
                if (after != null) {
                    after.set(i, changed);
                }
            }
            return after == null ? mapping : new Mapping(after, mapping.span());
        }

        /// Comments have the path of what holds them.
        private Node comment(Comment comment, Step step, boolean hit, boolean isItem) {
            var holder = isItem && step.from() != null ? step.from() : step;
            return visit(new Visit(comment, comment.text(), hit == hitIsSecret, isItem, holder, aliases > 0));
        }

        private Node visit(Visit visit) {
            paths += visit.secret() ? visit.step().length() : 0;
            if (paths > LONGEST_PATHS) {
                throw new LockstepException(
                        Kind.FILE_UNREADABLE,
                        "the names on the way to the secret values are too long in all",
                        visit.place(),
                        "shorten the names of the maps that hold many values");
            }
            return visitor.apply(visit);
        }

        private Entry entry(Entry entry, Step step, ActiveComments active) {
            boolean hit = active.atValue() || keys.hits(entry.key());
            var after = node(entry.value(), step.key(entry.key()), hit);
            return after == entry.value() ? entry : entry.with(after);
        }

        private Sequence sequence(Sequence sequence, Step step, boolean hit) {
            var active = new ActiveComments(hit);
            List<Node> after = null;
            var items = sequence.items();
            for (int i = 0; i < items.size(); i++) {
                var item = items.get(i);
                boolean itemHit = item instanceof Comment comment ? active.at(comment) : active.atValue();
                var changed = node(item, step.item(i), itemHit);
                if (changed != item && after == null) {
                    after = new ArrayList<>(items);
                }
                if (after != null) {
                    after.set(i, changed);
                }
            }
            return after == null ? sequence : new Sequence(after, sequence.span());
        }
    }

    /// The comments of one level since its last value.
    private final class ActiveComments {
        private final boolean above;
        private boolean here;

        ActiveComments(boolean above) {
            this.above = above;
        }

        /// The verdict for a comment, which becomes active. A comment that makes things secret stays readable itself;
        /// one that exempts them exempts itself.
        boolean at(Comment comment) {
            boolean before = above || here;
            here = here || comments.hits(comment.text().lent());
            return hitIsSecret ? before : above || here;
        }

        /// The verdict for a value, which ends what the comments before it say.
        boolean atValue() {
            boolean hit = above || here;
            here = false;
            return hit;
        }
    }

    /// What a rule asks of a key or a comment.
    private sealed interface Test {
        boolean hits(String key);

        boolean hits(byte[] comment);
    }

    private enum Never implements Test {
        HITS;

        @Override
        public boolean hits(String key) {
            return false;
        }

        @Override
        public boolean hits(byte[] comment) {
            return false;
        }
    }

    private record Suffix(String suffix) implements Test {
        @Override
        public boolean hits(String key) {
            return key.endsWith(suffix);
        }

        @Override
        public boolean hits(byte[] comment) {
            return false;
        }
    }

    private static final class Found implements Test {
        private final SearchPattern pattern;
        /// The same few keys come again and again, in lists of maps above all.
        private final Map<String, Boolean> known = new HashMap<>();

        Found(String name, String regex) {
            pattern = SearchPattern.compile(name, regex);
        }

        @Override
        public boolean hits(String key) {
            return known.computeIfAbsent(key, pattern::isFoundIn);
        }

        @Override
        public boolean hits(byte[] comment) {
            return pattern.isFoundIn(comment);
        }
    }

    /// A step of the way from the root to a leaf: a key, or an index with no key.
    ///
    /// @param length of the names up to here, about as many bytes
    record Step(@Nullable Step from, @Nullable String key, int index, int length) {
        static final Step ROOT = new Step(null, null, -1, 0);

        private Step key(String name) {
            return new Step(this, name, -1, length + name.length() + 1);
        }

        private Step item(int position) {
            return new Step(this, null, position, length);
        }

        boolean isItem() {
            return index >= 0;
        }
    }
}
