package dev.lockstep.sync.target;

class FakeTargetTest extends TargetContract {
    private final FakeTarget target = new FakeTarget();

    @Override
    Target target() {
        return target;
    }
}
