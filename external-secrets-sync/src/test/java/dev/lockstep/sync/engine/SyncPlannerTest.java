package dev.lockstep.sync.engine;

import static dev.lockstep.sync.engine.Samples.data;
import static dev.lockstep.sync.engine.Samples.hourly;
import static dev.lockstep.sync.engine.Samples.spec;
import static dev.lockstep.sync.engine.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.engine.Live.Facts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole policy as a table: the spec, what the store answered, what is there, what follows.
class SyncPlannerTest {
    private static final SecretKey KEY = new SecretKeySpec(new byte[32], "HmacSHA256");
    private static final ObjectVersion MARK = new ObjectVersion("u", "1");

    /// creation; deletion; rendered; live; plan
    private static final String TABLE = """
            *;                    *;      failed;                           *;                 keep UNREACHABLE
            NONE;                 *;      *;                                *;                 nothing

            *;                    RETAIN DELETE; nothing-asked empty-object; absent;           keep VALUE_INVALID
            *;                    RETAIN; gone;                             absent;            keep VALUE_INVALID
            *;                    RETAIN DELETE; nothing-asked empty-object; foreign;          keep TARGET_FOREIGN
            *;                    RETAIN; gone;                             foreign;           keep TARGET_FOREIGN
            MERGE CREATE_OR_MERGE; RETAIN DELETE; nothing-asked empty-object; unmarked;        keep VALUE_INVALID
            MERGE CREATE_OR_MERGE; RETAIN; gone;                            unmarked;          keep VALUE_INVALID
            *;                    RETAIN; nothing-asked empty-object gone;  *;                 retain
            *;                    DELETE; nothing-asked empty-object;       *;                 retain
            OWNER;                DELETE; gone;                             absent;            gone
            OWNER;                DELETE; gone;                             foreign;           keep TARGET_FOREIGN
            OWNER;                DELETE; gone;                             damaged unmarked;  retain
            OWNER;                DELETE; gone;                             *;                 remove
            *;                    DELETE; gone;                             *;                 keep SPEC_INVALID

            *;                    *;      *;                                foreign;           keep TARGET_FOREIGN
            MERGE;                *;      *;                                absent;            keep TARGET_MISSING
            *;                    *;      all some;                         absent damaged;    write a=1
            *;                    *;      *;                                absent damaged;    write

            *;                    *;      all some;   same immutable;                          up to date
            *;                    *;      all some;   differs unmarked relabelled immutable-relabelled;  write a=1
            *;                    *;      all some;   immutable-differs;                       keep TARGET_IMMUTABLE
            *;                    *;      all some;   own-more;                                write a=1 drop b
            OWNER ORPHAN;         *;      all some;   more;                                    write a=1 drop m
            MERGE CREATE_OR_MERGE; *;     all some;   more;                                    up to date

            *;                    MERGE;  *;          immutable immutable-differs immutable-relabelled;  keep TARGET_IMMUTABLE
            *;                    MERGE;  *;          own-more;                                write drop a b
            OWNER ORPHAN;         MERGE;  *;          more;                                    write drop a m
            MERGE CREATE_OR_MERGE; MERGE; *;          unmarked;                                write
            *;                    MERGE;  *;          *;                                       write drop a
            """;

    private static final List<String> RENDERED =
            List.of("failed", "all", "some", "nothing-asked", "empty-object", "gone");
    private static final List<String> LIVE = List.of(
            "absent",
            "damaged",
            "foreign",
            "same",
            "differs",
            "more",
            "own-more",
            "unmarked",
            "relabelled",
            "immutable",
            "immutable-differs",
            "immutable-relabelled");

    @Test
    void plansAsTheTableSaysForEveryCombination() {
        var table = PolicyTable.of(TABLE);
        for (var creation : Creation.values()) {
            for (var deletion : Deletion.values()) {
                for (var rendered : RENDERED) {
                    for (var live : LIVE) {
                        var expected = table.decision(creation.name(), deletion.name(), rendered, live);
                        for (boolean known : new boolean[] {false, true}) {
                            var plan =
                                    plan(specOf(creation, deletion, rendered), rendered(rendered), live(live, known));
                            assertThat(said(plan))
                                    .as("%s %s %s %s, known %s", creation, deletion, rendered, live, known)
                                    .isEqualTo(expected);
                        }
                    }
                }
            }
        }
        assertThat(table.unused()).isEmpty();
    }

    private static SyncPlan plan(SyncSpec spec, Rendered rendered, Live live) {
        return new SyncPlanner(WriteRules.DEFAULT).plan(spec, rendered, live, Why.INTERVAL);
    }

    private static SyncSpec specOf(Creation creation, Deletion deletion, String rendered) {
        return rendered.equals("nothing-asked")
                ? spec(creation, deletion, hourly())
                : spec(creation, deletion, hourly(), "a", "b");
    }

    private static Rendered rendered(String word) {
        return switch (word) {
            case "failed" -> new Rendered.Failed(new SyncError(Cause.UNREACHABLE, "down", "", ""), Instant.MIN);
            case "all" -> new Rendered.Complete(data("a=1"), List.of(), List.of());
            case "some" -> new Rendered.Complete(data("a=1"), List.of(), List.of("spec.data[1]"));
            case "gone" -> new Rendered.Complete(data(""), List.of(), List.of("spec.data[0]", "spec.data[1]"));
            default -> new Rendered.Complete(data(""), List.of(), List.of());
        };
    }

    private static Live live(String word, boolean known) {
        return switch (word) {
            case "absent" -> new Live.Absent();
            case "damaged" -> new Live.Damaged();
            case "foreign" -> new Live.Foreign("a Secret of Deployment shop/db");
            case "differs" -> live("a=2", facts(true, false, true, "a"), known);
            case "more" -> live("a=1 m=9", facts(true, false, true, "a"), known);
            case "own-more" -> live("a=1 b=2", facts(true, false, true, "a", "b"), known);
            case "unmarked" -> live("a=1", facts(false, false, false), known);
            case "relabelled" -> live("a=1", facts(true, false, false, "a"), known);
            case "immutable" -> live("a=1", facts(true, true, true, "a"), known);
            case "immutable-differs" -> live("a=2", facts(true, true, true, "a"), known);
            case "immutable-relabelled" -> live("a=1", facts(true, true, false, "a"), known);
            default -> live("a=1", facts(true, false, true, "a"), known);
        };
    }

    private static Facts facts(boolean ours, boolean immutable, boolean metadataMatches, String... ownKeys) {
        return Facts.of(MARK, ours, immutable, metadataMatches, Set.of(ownKeys));
    }

    private static Live live(String pairs, Facts facts, boolean known) {
        return known ? new Live.Known(Fingerprint.of(data(pairs), KEY), facts) : new Live.Present(data(pairs), facts);
    }

    private static String said(SyncPlan plan) {
        return switch (plan) {
            case SyncPlan.Keep(var error) -> "keep " + error.cause();
            case SyncPlan.Retain _ -> "retain";
            case SyncPlan.Nothing _ -> "nothing";
            case SyncPlan.Gone _ -> "gone";
            case SyncPlan.Remove(var basis) -> basis.equals(MARK) ? "remove" : "remove anything";
            case SyncPlan.UpToDate(var objectVersion) ->
                objectVersion.equals(MARK) ? "up to date" : "up to date elsewhere";
            case SyncPlan.Write(var data, var stray, _, _) ->
                ("write " + text(data)).strip() + (stray.isEmpty() ? "" : " drop " + String.join(" ", stray));
        };
    }

    @ParameterizedTest(name = "a manifest with {0} onto {1}: {2}")
    @CsvSource({
        "a=1, a=1, up to date elsewhere",
        "a=1, '',  write a=1",
        "'',  '',  up to date elsewhere",
        "'',  a=1, write drop a",
        "b=1, a=1, write b=1 drop a",
    })
    void writesAManifestAsItIsEvenIfItIsEmpty(String wanted, String there, String expected) {
        var rendered = new Rendered.Complete(data(wanted), List.of(), List.of());
        var live = new Live.Present(data(there), Facts.PLAIN);
        assertThat(said(plan(Specs.manifest(new SecretName("shop", "db")), rendered, live)))
                .isEqualTo(expected);
    }

    @Test
    void writesOntoTheStateItDecidedOn() {
        var rendered = new Rendered.Complete(data("a=1"), List.of(), List.of());
        var owned = spec(Creation.OWNER, Deletion.RETAIN, hourly(), "a");
        assertThat(plan(owned, rendered, live("differs", true)))
                .isInstanceOfSatisfying(
                        SyncPlan.Write.class, write -> assertThat(write.basis()).isEqualTo(MARK));
        assertThat(plan(owned, rendered, new Live.Absent()))
                .isInstanceOfSatisfying(
                        SyncPlan.Write.class, write -> assertThat(write.basis()).isEqualTo(ObjectVersion.NONE));
    }

    @ParameterizedTest(name = "{0}, due by {1}: {2}")
    @CsvSource({
        "MERGE,           TARGET_CHANGED, up to date",
        "CREATE_OR_MERGE, TARGET_CHANGED, up to date",
        "MERGE,           INTERVAL,       write a=1",
        "MERGE,           SPEC_CHANGED,   write a=1",
        "OWNER,           TARGET_CHANGED, write a=1",
        "ORPHAN,          TARGET_CHANGED, write a=1",
    })
    void doesNotChaseLabelsOfASecretThatOthersWriteInto(Creation creation, Why why, String expected) {
        var rendered = new Rendered.Complete(data("a=1"), List.of(), List.of());
        var spec = spec(creation, Deletion.RETAIN, hourly(), "a");
        var planner = new SyncPlanner(WriteRules.DEFAULT);
        assertThat(said(planner.plan(spec, rendered, live("relabelled", true), why)))
                .isEqualTo(expected);
        assertThat(said(planner.plan(spec, rendered, live("unmarked", true), why)))
                .as("without our label nothing would be heard of it any more")
                .isEqualTo("write a=1");
    }

    @ParameterizedTest(name = "--adoption={0}, {1} there: {2}")
    @CsvSource({
        "ESO,       a=9,         'write a=1; took over Secret shop/db from helm; keys overwritten: a; keys gone: none'",
        "ESO,       a=9 b=2 c=3, 'write a=1 drop b c; took over Secret shop/db from helm; keys overwritten: a; keys gone: b, c'",
        "SAME_KEYS, a=9,         'write a=1; took over Secret shop/db from helm; keys overwritten: a; keys gone: none'",
        "SAME_KEYS, '',          'write a=1; took over Secret shop/db from helm; keys overwritten: none; keys gone: none'",
        "SAME_KEYS, a=9 b=2,     keep TARGET_FOREIGN",
        "NEVER,     a=1,         keep TARGET_FOREIGN",
        "NEVER,     '',          keep TARGET_FOREIGN",
    })
    void takesOverWhatTheInstallationAllows(AdoptionPolicy adoption, String there, String expected) {
        var planner = new SyncPlanner(new WriteRules(adoption, Set.of()));
        var rendered = new Rendered.Complete(data("a=1"), List.of(), List.of());
        var facts = new Facts(MARK, false, false, false, Set.of(), "Opaque", List.of("helm"));
        for (var creation : List.of(Creation.OWNER, Creation.ORPHAN)) {
            var spec = spec(creation, Deletion.RETAIN, hourly(), "a");
            var plan = planner.plan(spec, rendered, live(there, facts, false), Why.NEVER_SYNCED);
            var adopted = plan instanceof SyncPlan.Write write && write.adoption() != null
                    ? "; " + write.adoption().line()
                    : "";
            assertThat(said(plan) + adopted).isEqualTo(expected);
        }
        var merging = spec(Creation.MERGE, Deletion.RETAIN, hourly(), "a");
        assertThat(said(planner.plan(merging, rendered, live("b=2", facts, false), Why.NEVER_SYNCED)))
                .as("who writes into a Secret does not take it over")
                .isEqualTo("write a=1");
    }

    @Test
    void saysWhoseSecretItDoesNotTakeOverAndWhichKeysWouldGo() {
        var rendered = new Rendered.Complete(data("a=1"), List.of(), List.of());
        var facts = new Facts(MARK, false, false, false, Set.of(), "Opaque", List.of("helm"));
        var plan = new SyncPlanner(new WriteRules(AdoptionPolicy.SAME_KEYS, Set.of()))
                .plan(
                        spec(Creation.OWNER, Deletion.RETAIN, hourly(), "a"),
                        rendered,
                        live("a=1 b=2", facts, false),
                        Why.NEVER_SYNCED);
        assertThat(plan)
                .isInstanceOfSatisfying(
                        SyncPlan.Keep.class,
                        keep -> assertThat(keep.error().what())
                                .isEqualTo("Secret shop/db was made by helm and is not taken over:"
                                        + " --adoption=same-keys, and these keys would go: b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token"})
    void writesNoCredentialsOfTheClusterItselfUnlessAllowed(String type) {
        var rendered = new Rendered.Complete(data("a=1"), List.of(), List.of());
        var typed = spec(Creation.OWNER, Deletion.RETAIN, hourly(), "a").looking(false, type, Map.of(), Map.of());
        var untyped = spec(Creation.MERGE, Deletion.RETAIN, hourly(), "a");
        var there = live("b=2", new Facts(MARK, false, false, false, Set.of(), type, List.of("kubectl")), false);
        var allowing = new SyncPlanner(new WriteRules(AdoptionPolicy.ESO, Set.of(type)));
        assertThat(said(plan(typed, rendered, new Live.Absent()))).isEqualTo("keep SPEC_INVALID");
        assertThat(said(plan(untyped, rendered, there))).isEqualTo("keep SPEC_INVALID");
        assertThat(said(allowing.plan(typed, rendered, new Live.Absent(), Why.INTERVAL)))
                .isEqualTo("write a=1");
        assertThat(said(allowing.plan(untyped, rendered, there, Why.INTERVAL))).isEqualTo("write a=1");
        var manifest = Specs.manifest(new SecretName("shop", "db")).looking(false, type, Map.of(), Map.of());
        assertThat(said(plan(manifest, rendered, new Live.Absent()))).isEqualTo("keep SPEC_INVALID");
        assertThat(said(new SyncPlanner(WriteRules.NONE).plan(manifest, rendered, new Live.Absent(), Why.INTERVAL)))
                .as("as files")
                .isEqualTo("write a=1");
    }
}
