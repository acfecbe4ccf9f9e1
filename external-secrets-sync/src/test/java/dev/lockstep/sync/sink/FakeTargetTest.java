package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.SecretName;

class FakeTargetTest extends MarkedTargetContract {
    private final FakeTarget target = new FakeTarget();

    @Override
    Target target() {
        return target;
    }

    @Override
    void meddle(SecretName name, String... pairs) {
        target.meddle(name, data(pairs));
    }
}
