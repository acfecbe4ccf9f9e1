package dev.lockstep.format;

import dev.lockstep.document.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Pairs the members of a map or list to come with those that stand in the file.
///
/// A member is found again by its place; one without a place is new, or has its value put to an old member with the
/// same key that nothing else is paired with, as metadata does that comes back as a new tree. The order of the file is
/// kept: a member that would have to move is taken out and put in as a new one.
///
/// @param slots the members to come, in order
/// @param kept for each old member the one to come in its place, or null if it goes
record SiblingMatch<T>(List<Slot<T>> slots, List<@Nullable T> kept) {
    /// A member to come.
    ///
    /// @param old the index of the old member whose place it takes; -1 for a new one
    record Slot<T>(int old, T wanted) {
        boolean isNew() {
            return old < 0;
        }
    }

    /// @param place where a member stands; [Span#NONE] if it does not yet
    /// @param key by which a member without a place is found; null for one that has none
    static <T> SiblingMatch<T> of(
            List<T> old, List<T> wanted, Function<T, Span> place, Function<T, @Nullable String> key) {
        var kept = placed(old, wanted, place);
        var free = new HashMap<String, Integer>();
        for (int i = old.size() - 1; i >= 0; i--) {
            if (kept.get(i) == null && key.apply(old.get(i)) instanceof String name) {
                free.put(name, i);
            }
        }
        var slots = new ArrayList<Slot<T>>(wanted.size());
        int last = -1;
        for (var member : wanted) {
            int at = place.apply(member).isNone() ? freeIndex(free, key.apply(member), kept, last) : -1;
            if (!place.apply(member).isNone()) {
                at = last + 1;
                while (at < kept.size() && kept.get(at) != member) {
                    at++;
                }
                at = at == kept.size() ? -1 : at;
            }
            if (at >= 0) {
                kept.set(at, member);
                last = at;
            }
            slots.add(new Slot<>(at, member));
        }
        return new SiblingMatch<>(slots, kept);
    }

    /// Pairs by position: the list is a new tree, in which nothing has a place.
    static <T> SiblingMatch<T> byIndex(List<T> old, List<T> wanted) {
        var kept = new ArrayList<@Nullable T>(old.size());
        for (int i = 0; i < old.size(); i++) {
            kept.add(i < wanted.size() ? wanted.get(i) : null);
        }
        var slots = new ArrayList<Slot<T>>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            slots.add(new Slot<>(i < old.size() ? i : -1, wanted.get(i)));
        }
        return new SiblingMatch<>(slots, kept);
    }

    /// What is found by its place, as long as the order is that of the file.
    private static <T> List<@Nullable T> placed(List<T> old, List<T> wanted, Function<T, Span> place) {
        var kept = new ArrayList<@Nullable T>(old.size());
        int next = 0;
        for (var member : old) {
            while (next < wanted.size() && place.apply(wanted.get(next)).isNone()) {
                next++;
            }
            boolean found =
                    next < wanted.size() && place.apply(wanted.get(next)).equals(place.apply(member));
            kept.add(found ? wanted.get(next++) : null);
        }
        return kept;
    }

    private static <T> int freeIndex(
            HashMap<String, Integer> free, @Nullable String key, List<@Nullable T> kept, int last) {
        Integer index = key == null ? null : free.remove(key);
        if (index == null || index <= last) {
            return -1;
        }
        for (int i = last + 1; i < index; i++) {
            if (kept.get(i) != null) {
                return -1;
            }
        }
        return index;
    }

    /// Whether nothing is added, taken away or moved.
    boolean isSameShape() {
        if (slots.size() != kept.size()) {
            return false;
        }
        for (var slot : slots) {
            if (slot.isNew()) {
                return false;
            }
        }
        return true;
    }
}
