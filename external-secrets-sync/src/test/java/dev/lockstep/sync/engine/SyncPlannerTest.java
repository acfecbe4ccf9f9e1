package dev.lockstep.sync.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.Problem;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.Wishes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole policy as a table: what the store answered, what is there, what follows.
class SyncPlannerTest {
    private static final SyncSpec SPEC = Wishes.manifest(new SecretName("shop", "db"));

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "found a=1,     absent,         write a=1",
        "found a=1,     damaged,        write a=1",
        "found a=1,     present a=1,    up to date",
        "found a=2,     present a=1,    write a=2",
        "found b=1,     present a=1,    write b=1",
        "found a=1,     present a=1 b=2, write a=1",
        "found a=1 b=2, present b=2 a=1, up to date",
        "found a=,      present a=1,    write a=",
        "found,         present a=1,    write",
        "found,         present,        up to date",
        "found a=1,     foreign,        keep TARGET_FOREIGN",
        "none,          absent,         keep SECRET_NOT_FOUND",
        "none,          present a=1,    keep SECRET_NOT_FOUND",
        "none,          damaged,        keep SECRET_NOT_FOUND",
        "none,          foreign,        keep SECRET_NOT_FOUND",
        "failed,        absent,         keep DECRYPTION_FAILED",
        "failed,        present a=1,    keep DECRYPTION_FAILED",
        "failed,        damaged,        keep DECRYPTION_FAILED",
        "failed,        foreign,        keep DECRYPTION_FAILED",
    })
    void plans(String fetched, String live, String expected) {
        assertThat(said(SyncPlanner.plan(SPEC, Rendering.of(SPEC, answers(fetched)), live(live))))
                .isEqualTo(expected);
    }

    private static Answers answers(String text) {
        var entry = SPEC.entries().getFirst();
        return Answers.owning(Map.of(entry.store(), Map.of(entry.remote(), fetched(text))));
    }

    private static Fetched fetched(String text) {
        return switch (text) {
            case "none" -> new Fetched.Absent(Instant.EPOCH);
            case "failed" ->
                new Fetched.Failed(Fault.of(new Problem(Kind.MAC_MISMATCH, "mac", "db.yaml", "")), Instant.MAX);
            default -> new Fetched.Found(new SecretValue.Members(data(text)), "v1", Instant.EPOCH);
        };
    }

    private static Live live(String text) {
        return switch (text) {
            case "absent" -> new Live.Absent();
            case "damaged" -> new Live.Damaged();
            case "foreign" -> new Live.Foreign("out/shop/db/notes");
            default -> new Live.Present(data(text), Live.Facts.PLAIN);
        };
    }

    /// The pairs after the first word.
    private static SecretData data(String text) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        var words = text.split(" ", -1);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            var value = words[i].substring(equals + 1).getBytes(UTF_8);
            values.put(words[i].substring(0, equals), Plaintext.owning(Type.STRING, value));
        }
        return SecretData.owning(values);
    }

    private static String said(SyncPlan plan) {
        return switch (plan) {
            case SyncPlan.Keep(var fault) -> "keep " + fault.cause();
            case SyncPlan.Retain _ -> "retain";
            case SyncPlan.Nothing _ -> "nothing";
            case SyncPlan.Gone _ -> "gone";
            case SyncPlan.Remove _ -> "remove";
            case SyncPlan.UpToDate _ -> "up to date";
            case SyncPlan.Write(var data, _, _) -> {
                var text = new StringBuilder("write");
                data.values().forEach((key, value) -> text.append(" " + key + "=" + new String(value.lent(), UTF_8)));
                yield text.toString();
            }
        };
    }
}
