package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext.Type;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a changed dotenv tree beside its old source: lines of what did not change stay byte for byte.
///
/// Lines are joined by line feeds, and an empty line stands behind the last line feed of a file. New lines at the end
/// go before that one. So metadata that is added and taken out again leaves no trace, whether the file ends in a line
/// feed or not.
final class DotenvRenderer {
    private final byte[] source;
    private final List<Member> before;
    private final MemberPairs pairs;
    private final DotenvWriter writer;
    /// The comments that go with the entry below them.
    private final BitSet goneComments = new BitSet();
    /// Where the last line of the metadata begins, which is one member in several lines.
    private int lastMetadata = -1;

    private DotenvRenderer(byte[] source, List<Member> before, List<Member> after, DotenvWriter writer) {
        this.source = source;
        this.before = before;
        this.writer = writer;
        pairs = new MemberPairs(before, after);
    }

    static byte[] render(byte[] source, Mapping before, Mapping after) {
        try (var out = new ByteSink(Math.max(source.length, DotenvWriter.expectedLength(after)) + 1_000L)) {
            var renderer = new DotenvRenderer(source, before.members(), after.members(), new DotenvWriter(out));
            renderer.lookAhead();
            renderer.write();
            return out.finish();
        }
    }

    private void lookAhead() {
        var lines = new DotenvLines(source);
        int member = 0;
        int firstComment = 0;
        while (lines.next()) {
            switch (lines.kind()) {
                case COMMENT -> member++;
                case ENTRY -> {
                    if (pairs.kept(member) == null) {
                        goneComments.set(firstComment, member);
                    }
                    firstComment = ++member;
                }
                case METADATA -> {
                    member += lastMetadata < 0 ? 1 : 0;
                    lastMetadata = lines.start();
                    firstComment = member;
                }
                case BLANK, INVALID -> firstComment = member;
            }
        }
    }

    private void write() {
        var lines = new DotenvLines(source);
        int last = before.size() - 1;
        int next = 0;
        int metadata = -1;
        if (last >= 0) {
            writeAdded(-1);
        }
        while (lines.next()) {
            if (lines.kind() == DotenvLines.Kind.BLANK) {
                if (lines.isLast()) {
                    writeAdded(last);
                }
                writer.line(source, lines.start(), lines.end());
                continue;
            }
            int member;
            if (lines.kind() == DotenvLines.Kind.METADATA) {
                boolean first = metadata < 0;
                metadata = first ? next++ : metadata;
                member = metadata;
                writeMetadata(lines, (Entry) before.get(member), pairs.kept(member), first);
            } else {
                member = next++;
                writeMember(lines, member);
            }
            boolean complete = member != metadata || lines.start() == lastMetadata;
            if (complete && member < last) {
                writeAdded(member);
            }
        }
        boolean endsInBreak = source.length == 0 || source[source.length - 1] == '\n';
        if (!endsInBreak) {
            writeAdded(last);
        }
    }

    private void writeAdded(int member) {
        for (var added : pairs.addedBehind(member)) {
            refuseNull(added);
            writer.member(added);
        }
    }

    private void writeMember(DotenvLines lines, int index) {
        var now = pairs.kept(index);
        if (now == null || goneComments.get(index)) {
            return;
        }
        if (isSame(before.get(index), now)) {
            writer.line(source, lines.start(), lines.end());
        } else if (now instanceof Entry entry) {
            refuseNull(entry);
            writer.entry(source, lines.key().start(), lines.key().end(), entry);
        } else {
            writer.member(now);
        }
    }

    private void writeMetadata(DotenvLines lines, Entry was, @Nullable Member now, boolean first) {
        if (now instanceof Entry entry && entry.value() == was.value()) {
            writer.line(source, lines.start(), lines.end());
        } else if (now != null && first) {
            writer.member(now);
        }
    }

    private static boolean isSame(Member before, Member now) {
        return switch (before) {
            case Comment was ->
                was == now || now instanceof Comment is && was.text().sameAs(is.text());
            case Entry was -> now instanceof Entry is && isSame(was.value(), is.value());
        };
    }

    private static boolean isSame(Node before, Node now) {
        return before == now
                || before instanceof Scalar(var was, _) && now instanceof Scalar(var is, _) && was.sameAs(is);
    }

    /// sops would write it as the text `<nil>`, and not open it again.
    private static void refuseNull(Member member) {
        if (member instanceof Entry(var key, _, Scalar(var value, _)) && value.type() == Type.NULL) {
            throw new LockstepException(
                    Kind.NOT_EMITTABLE, "dotenv has no null, which is the value of " + key, "", "give a text");
        }
    }
}
