package dev.lockstep.sync.operator;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/// Handles the events of an informer: the same for one that is new and one that changed.
///
/// @param there told of each that is there, as it is now
/// @param gone told of each that was deleted
record WatchHandler<R>(Consumer<R> there, Consumer<R> gone) implements ResourceEventHandler<R> {
    @Override
    public void onAdd(R resource) {
        there.accept(resource);
    }

    @Override
    public void onUpdate(R before, R resource) {
        there.accept(resource);
    }

    @Override
    public void onDelete(R resource, boolean lastStateUnknown) {
        gone.accept(resource);
    }
}
