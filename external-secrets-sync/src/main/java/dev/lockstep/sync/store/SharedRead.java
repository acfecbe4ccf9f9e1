package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One reference of a service: who uses it, who waits for it, what it gave last. There is never more than one read of
/// it under way; whoever needs a later one waits for the next. So an answer is never replaced by an older one.
///
/// ```
/// idle → placed (until the gap is over, then in a lane) → flying → idle, or placed again for those who wait
/// ```
final class SharedRead {
    private final GatewayState context;
    private final RemoteRef reference;
    private final Consumers consumers = new Consumers();

    private List<PendingRead> waiting = new ArrayList<>();
    private List<PendingRead> aboard = new ArrayList<>();
    private boolean placed;
    private boolean flying;
    private String namespace = "";
    private long placedAt;
    private long startedAt;
    private Instant beganAt = Instant.MIN;

    private @Nullable ContentHash content;
    private Fetched.@Nullable Absent absent;
    private Fetched.@Nullable Failed failure;
    private Instant goodAt = Instant.MIN;
    private int vainReads;
    private long retryAt;

    SharedRead(GatewayState context, RemoteRef reference) {
        this.context = context;
        this.reference = reference;
        this.startedAt = context.nanos() - context.limits().gap().toNanos();
    }

    RemoteRef reference() {
        return reference;
    }

    Consumers consumers() {
        return consumers;
    }

    boolean isUnused() {
        return consumers.isEmpty() && waiting.isEmpty() && !flying;
    }

    /// Answers somebody, if what is known is new enough for him. Whoever comes because his time is up has it already if
    /// he was given it before: he reads anew, and the others share that. So each interval has its read.
    ///
    /// @return whether he has his answer
    boolean serve(PendingRead waiter) {
        boolean tooOld = goodAt.isBefore(waiter.due().notBefore());
        // A clock that was set back must not make an answer last.
        boolean fromTheFuture = goodAt.isAfter(context.now());
        if (tooOld || fromTheFuture || waiter.isDueAgain() && consumers.hasBeenServed(waiter.consumer(), goodAt)) {
            return false;
        }
        var answer = absent != null ? absent : context.kept().lent(this);
        if (answer != null) {
            serve(waiter, answer);
        }
        return answer != null;
    }

    private void serve(PendingRead waiter, Fetched answer) {
        consumers.served(waiter.consumer(), goodAt);
        waiter.answer(reference, answer);
    }

    /// Takes somebody along in the read under way, if that is late enough for him.
    boolean board(PendingRead waiter) {
        boolean boards = flying && !beganAt.isBefore(waiter.due().notBefore());
        if (boards) {
            aboard.add(waiter);
        }
        return boards;
    }

    /// Whether another read for him is a second try, since the last one failed, or found nothing and he is here for
    /// that.
    boolean isSecondTry(PendingRead waiter) {
        return vain(waiter) != null;
    }

    /// Whether it is too early for a second try.
    boolean isEarly() {
        return context.nanos() - retryAt < 0;
    }

    /// Answers somebody with what his second try would give.
    void repeat(PendingRead waiter) {
        switch (Objects.requireNonNull(vain(waiter))) {
            case Fetched.Failed failed -> refuse(waiter, failed);
            case Fetched answer -> serve(waiter, answer);
        }
    }

    private @Nullable Fetched vain(PendingRead waiter) {
        return waiter.due().why() == Due.Why.RETRY && absent != null ? absent : failure;
    }

    void await(PendingRead waiter) {
        waiting.add(waiter);
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    boolean isUrgent() {
        return waiting.stream().anyMatch(waiter -> waiter.due().why().urgent());
    }

    /// The one in whose name it takes its turn.
    String namespace() {
        return namespace;
    }

    boolean isPlaced() {
        return placed;
    }

    boolean isFlying() {
        return flying;
    }

    /// Nanoseconds until it may be read again.
    long gapLeft() {
        return Math.max(0, startedAt + context.limits().gap().toNanos() - context.nanos());
    }

    void place() {
        placed = true;
        placedAt = context.nanos();
        namespace = waiting.getFirst().consumer().namespace();
    }

    /// @return how long it waited for its turn, in nanoseconds
    long start(Batch flight) {
        long waited = placed ? flight.startedAt() - placedAt : 0;
        placed = false;
        flying = true;
        startedAt = flight.startedAt();
        beganAt = flight.beganAt();
        aboard = waiting;
        waiting = new ArrayList<>();
        return waited;
    }

    /// Ends the read under way with what it found. Takes that over.
    ///
    /// @return whom it is news for, besides those who waited for it
    Set<ResourceKey> found(Fetched.Found found) {
        boolean changed = content != null && !content.isOf(found);
        if (content == null || changed) {
            content = ContentHash.of(found, context.key());
        }
        absent = null;
        encourage();
        var told = land(changed, found);
        if (consumers.isEmpty()) {
            found.close();
        } else {
            context.kept().put(this, found);
        }
        return told;
    }

    /// Likewise, when the store says that there is no such secret.
    Set<ResourceKey> absent(Fetched.Absent nothing) {
        boolean changed = content instanceof ContentHash.Something;
        content = new ContentHash.Nothing();
        absent = nothing;
        failure = null;
        missed();
        context.kept().drop(this);
        return land(changed, nothing);
    }

    private Set<ResourceKey> land(boolean changed, Fetched answer) {
        goodAt = beganAt;
        flying = false;
        Set<ResourceKey> told = new HashSet<>(consumers.heal());
        if (changed) {
            told.addAll(consumers.all());
        }
        for (var waiter : aboard) {
            told.remove(waiter.consumer());
            serve(waiter, answer);
        }
        aboard = new ArrayList<>();
        return told;
    }

    /// Ends the read under way without an answer.
    ///
    /// @param next when the service can be asked again at the earliest
    void failed(Fetched.Failed failed, Instant next) {
        flying = false;
        missed();
        var own = context.timeOf(retryAt);
        var latest = next.isAfter(own) ? next : own;
        var told = failed.nextTry().isAfter(latest) ? failed : new Fetched.Failed(failed.fault(), latest);
        failure = told;
        aboard.forEach(waiter -> refuse(waiter, told));
        aboard = new ArrayList<>();
    }

    private void missed() {
        vainReads++;
        retryAt = startedAt + context.backoff().after(vainReads, Backoff.MINUTE);
    }

    /// Forgets that reads failed: the next one is no second try.
    void encourage() {
        vainReads = 0;
        failure = null;
    }

    void refuse(PendingRead waiter, Fetched.Failed refusal) {
        consumers.hurt(waiter.consumer());
        waiter.answer(reference, refusal);
    }

    /// Answers all who wait for the next read with a failure.
    void refuse(Fetched.Failed refusal) {
        placed = false;
        waiting.forEach(waiter -> refuse(waiter, refusal));
        waiting = new ArrayList<>();
    }

    /// Likewise those who wait for the one under way.
    void abandon(Fetched.Failed refusal) {
        aboard.forEach(waiter -> refuse(waiter, refusal));
        aboard = new ArrayList<>();
        refuse(refusal);
    }
}
