package dev.lockstep.format;

import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds each member of a changed map again, and where new ones go. A member is known by its place in the source, else,
/// between the neighbours that stayed, by its key.
final class MemberPairs {
    private final @Nullable Member[] kept;
    private final Map<Integer, List<Member>> added = new HashMap<>();

    MemberPairs(List<Member> before, List<Member> after) {
        kept = new Member[before.size()];
        var places = new HashMap<Span, Integer>();
        for (int i = 0; i < before.size(); i++) {
            places.put(place(before.get(i)), i);
        }
        int last = -1;
        var unplaced = new ArrayList<Member>();
        for (var member : after) {
            var index = places.get(place(member));
            if (index == null || index <= last) {
                unplaced.add(member);
            } else {
                pairByKey(before, last, index, unplaced);
                kept[index] = member;
                last = index;
            }
        }
        pairByKey(before, last, before.size(), unplaced);
    }

    /// What stands in the place of an old member now; null if it was taken out.
    @Nullable
    Member kept(int index) {
        return kept[index];
    }

    /// The new members behind an old one, or before all of them for -1.
    List<Member> addedBehind(int index) {
        return added.getOrDefault(index, List.of());
    }

    /// Settles the members that stand between two old ones, both exclusive.
    private void pairByKey(List<Member> before, int from, int to, List<Member> unplaced) {
        if (unplaced.isEmpty()) {
            return;
        }
        var free = new HashMap<String, Deque<Integer>>();
        for (int i = from + 1; i < to; i++) {
            if (before.get(i) instanceof Entry entry) {
                free.computeIfAbsent(entry.key(), _ -> new ArrayDeque<>()).add(i);
            }
        }
        int at = from;
        for (var member : unplaced) {
            var index = member instanceof Entry entry ? firstBehind(at, free.get(entry.key())) : null;
            if (index == null) {
                added.computeIfAbsent(at, _ -> new ArrayList<>()).add(member);
            } else {
                kept[index] = member;
                at = index;
            }
        }
        unplaced.clear();
    }

    private static @Nullable Integer firstBehind(int index, @Nullable Deque<Integer> candidates) {
        if (candidates == null) {
            return null;
        }
        while (!candidates.isEmpty() && candidates.getFirst() <= index) {
            candidates.removeFirst();
        }
        return candidates.pollFirst();
    }

    private static Span place(Member member) {
        return switch (member) {
            case Comment comment -> comment.span();
            case Entry entry -> entry.keySpan();
        };
    }
}
