package dev.lockstep.sync.operator;

import dev.lockstep.sync.sink.Target;

/// Decorates the ports through which a reconcile leaves something behind; a process may be made to stop between two
/// steps so.
interface PortDecorator {
    /// Leaves them as they are.
    PortDecorator NONE = new PortDecorator() {};

    default Target target(Target target) {
        return target;
    }

    default ReconcileRunner.Statuses statuses(ReconcileRunner.Statuses statuses) {
        return statuses;
    }

    default EventRecorder.Sender events(EventRecorder.Sender sender) {
        return sender;
    }
}
