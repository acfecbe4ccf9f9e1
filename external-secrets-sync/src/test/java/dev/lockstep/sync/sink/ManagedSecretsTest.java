package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.sink.ManagedSecrets.Managed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagedSecretsTest {
    private static final SecretName DB = new SecretName("shop", "db");
    private static final SecretName WEB = new SecretName("shop", "web");

    private final ManagedSecrets secrets = new ManagedSecrets();
    private final List<SecretName> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        secrets.onChange(told::add);
    }

    private static Managed managed(String uid, int version) {
        return new Managed(new ObjectVersion(uid, Integer.toString(version)), "", "");
    }

    private void wrote(SecretName name, String uid, int version) {
        secrets.wrote(meta(name, uid, version, Map.of(OwnershipLabels.MANAGED, "true")));
    }

    private static SecretMeta meta(SecretName name, String uid, int version, Map<String, String> labels) {
        return new SecretMeta(
                name,
                new ObjectVersion(uid, Integer.toString(version)),
                labels,
                Map.of(),
                List.of(),
                List.of(),
                SecretMeta.JSON.createArrayNode());
    }

    private ObjectVersion mark(SecretName name) {
        return Objects.requireNonNull(secrets.find(name)).objectVersion();
    }

    @Test
    void saysNothingOfOwnWritesThatTheWatchTellsLater() {
        wrote(DB, "u", 9);
        secrets.saw(DB, managed("u", 9));
        secrets.saw(DB, managed("u", 9));
        assertThat(told).isEmpty();
        assertThat(mark(DB)).isEqualTo(new ObjectVersion("u", "9"));
    }

    @Test
    void keepsTheNewestOfWhatComesTwiceAndOutOfOrder() {
        secrets.saw(DB, managed("u", 10));
        secrets.saw(DB, managed("u", 9));
        secrets.saw(DB, managed("u", 10));
        assertThat(mark(DB)).isEqualTo(new ObjectVersion("u", "10"));
        secrets.lost(DB, new ObjectVersion("u", "8"));
        assertThat(mark(DB)).isEqualTo(new ObjectVersion("u", "10"));
    }

    @Test
    void tellsOfAChangeThatAnOwnWriteOvertook() {
        wrote(DB, "u", 11);
        secrets.saw(DB, managed("u", 10));
        assertThat(told).containsExactly(DB);
        assertThat(mark(DB)).isEqualTo(new ObjectVersion("u", "11"));
    }

    @Test
    void keepsASecretMadeAnewWhenTheEndOfTheOldOneIsToldLate() {
        wrote(DB, "new", 20);
        secrets.lost(DB, new ObjectVersion("old", "15"));
        assertThat(mark(DB)).isEqualTo(new ObjectVersion("new", "20"));
        assertThat(told).isEmpty();
    }

    @Test
    void tellsOfDeletions() {
        secrets.saw(DB, managed("u", 5));
        secrets.lost(DB, new ObjectVersion("u", "6"));
        secrets.lost(DB, new ObjectVersion("u", "6"));
        assertThat(secrets.find(DB)).isNull();
        assertThat(told).containsExactly(DB, DB);
    }

    @Test
    void doesNotBringBackASecretWhoseDeletionIsToldBeforeTheAnswerToItsWrite() {
        secrets.saw(DB, managed("u", 5));
        secrets.lost(DB, new ObjectVersion("u", "6"));
        wrote(DB, "u", 5);
        assertThat(secrets.find(DB)).isNull();
        wrote(DB, "v", 7);
        assertThat(mark(DB)).isEqualTo(new ObjectVersion("v", "7"));
    }

    @Test
    void aListCorrectsWhatTheWatchLostAndLeavesWhatIsNewer() {
        secrets.saw(DB, managed("u", 5));
        wrote(WEB, "w", 30);
        told.clear();
        assertThat(secrets.isListed()).isFalse();
        secrets.listed(Map.of(), "20");
        assertThat(secrets.isListed()).isTrue();
        assertThat(secrets.find(DB)).isNull();
        assertThat(mark(WEB)).isEqualTo(new ObjectVersion("w", "30"));
        assertThat(told).containsExactly(DB);
    }

    @Test
    void takesTheLastNewsWhereVersionsAreNoNumbers() {
        secrets.saw(DB, new Managed(new ObjectVersion("u", "b"), "", ""));
        secrets.saw(DB, new Managed(new ObjectVersion("u", "a"), "", ""));
        assertThat(mark(DB)).isEqualTo(new ObjectVersion("u", "a"));
    }

    @Test
    void doesNotKnowWhatTheWatchWillNeverTellOf() {
        secrets.wrote(meta(DB, "u", 9, Map.of()));
        assertThat(secrets.find(DB)).isNull();
    }

    @Test
    void knowsNothingThatNobodyWatches() {
        var unwatched = ManagedSecrets.unwatched();
        unwatched.wrote(meta(DB, "u", 9, Map.of(OwnershipLabels.MANAGED, "true")));
        assertThat(unwatched.isListed()).isTrue();
        assertThat(unwatched.find(DB)).isNull();
    }

    @Test
    void knowsWhoOwnsWhatThroughAllChanges() {
        var db = new Managed(new ObjectVersion("u", "5"), "owner", "");
        secrets.saw(DB, db);
        secrets.saw(WEB, new Managed(new ObjectVersion("w", "6"), "owner", ""));
        assertThat(secrets.ownedBy("owner")).containsExactlyInAnyOrder(DB, WEB);
        secrets.saw(WEB, new Managed(new ObjectVersion("w", "7"), "other", ""));
        secrets.saw(WEB, new Managed(new ObjectVersion("w", "6"), "owner", ""));
        assertThat(secrets.ownedBy("owner")).containsExactly(DB);
        assertThat(secrets.ownedBy("other")).containsExactly(WEB);
        secrets.removed(DB, db.objectVersion());
        secrets.lost(WEB, new ObjectVersion("w", "8"));
        assertThat(secrets.ownedBy("owner")).isEmpty();
        assertThat(secrets.ownedBy("other")).isEmpty();
        assertThat(secrets.ownedBy("")).isEmpty();
    }
}
