package dev.lockstep.sync.store;

class FakeStoreTest extends SecretStoreContract {
    private final FakeStore store =
            new FakeStore().holding(DB, "user", "USER", "password", "PASSWORD").holding(MAIL, "token", "TOKEN");

    @Override
    SecretStore store() {
        return store;
    }
}
