package dev.lockstep.sync.resource;

class FakeSourceTest extends ResourceSourceContract {
    private final FakeSource source = new FakeSource();

    @Override
    ResourceSource source() {
        return source;
    }

    @Override
    void holds(String... files) {
        source.holding(files);
    }
}
