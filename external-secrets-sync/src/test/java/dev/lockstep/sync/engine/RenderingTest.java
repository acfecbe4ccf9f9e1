package dev.lockstep.sync.engine;

import static dev.lockstep.sync.engine.Samples.NOON;
import static dev.lockstep.sync.engine.Samples.STORE;
import static dev.lockstep.sync.engine.Samples.absent;
import static dev.lockstep.sync.engine.Samples.answers;
import static dev.lockstep.sync.engine.Samples.data;
import static dev.lockstep.sync.engine.Samples.extract;
import static dev.lockstep.sync.engine.Samples.failed;
import static dev.lockstep.sync.engine.Samples.found;
import static dev.lockstep.sync.engine.Samples.hourly;
import static dev.lockstep.sync.engine.Samples.owned;
import static dev.lockstep.sync.engine.Samples.single;
import static dev.lockstep.sync.engine.Samples.spec;
import static dev.lockstep.sync.engine.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// From answers of the stores to the data of the target.
class RenderingTest {
    private static final String DOCUMENT =
            "{\"s\":\"str\",\"n\":1.50,\"b\":false,\"nul\":null,\"o\":{\"k\": \"v\"},\"a.b\":\"dot\",\"a\":{\"b\":\"path\",\"f\":1.50}}";

    private static String said(SyncSpec spec, Map<String, Fetched> answers) {
        try (var given = answers(answers);
                var rendered = Rendering.of(spec, given)) {
            return switch (rendered) {
                case Rendered.Complete(var data, _, var missing) ->
                    text(data) + (missing.isEmpty() ? "" : " " + missing);
                case Rendered.Failed(var error, _) -> error.cause() + " " + error.line();
            };
        }
    }

    private static String one(String document, String property) {
        return said(owned(List.of(single("spec.data[0]", "k", property))), Map.of("k", found(document)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"s, str", "n, 1.50", "b, false", "nul, ''", "a.b, dot", "a.f, 1.5", "a|b, path", "o, '{\"k\": \"v\"}'"})
    void takesTheMemberOfExactlyThatNameBeforeThePath(String property, String expected) {
        assertThat(one(DOCUMENT, property)).isEqualTo("K=" + expected);
    }

    @Test
    void takesTheWholeAsItStandsWithoutAProperty() {
        assertThat(one(DOCUMENT, "")).isEqualTo("K=" + DOCUMENT);
        assertThat(one("no JSON\n", "")).isEqualTo("K=no JSON\n");
    }

    @Test
    void namesKeyAndPropertyOfWhatIsNotThereAndNoValue() {
        assertThat(one("{\"canary\":\"canary\"}", "x.y"))
                .isEqualTo("PROPERTY_NOT_FOUND spec.data[0] (key: k): the secret has no property x.y");
        assertThat(one("<html>canary</html>", "x"))
                .isEqualTo("VALUE_INVALID spec.data[0] (key: k): the secret is not JSON, so it has no property x");
        assertThat(one("{\"canary\":1}", "{a,b}"))
                .startsWith("NOT_SERVED spec.data[0]")
                .doesNotContain("canary");
        assertThat(one("{\"{a,b}\":1}", "{a,b}")).isEqualTo("K=1");
    }

    @Test
    void tellsThatAPropertyTakesTooManySteps() {
        var text = "a".repeat(2 << 20) + "b";
        assertThat(one("{\"" + text + "\":\"canary\"}", "*a".repeat(450)))
                .startsWith("TOO_LARGE spec.data[0] (key: k): looking into the value takes too many steps")
                .doesNotContain("canary");
    }

    @Test
    void tellsThatItWasInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThat(one("{\"a\":\"" + "canary".repeat(20_000) + "\"}", "a.b"))
                    .isEqualTo("TIMEOUT spec.data[0] (key: k): looking into the value was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void readsMembersByNameThenByAPathIntoOneOfThemThenAsOneObject() {
        assertThat(ofMembers("user")).isEqualTo("K=u");
        assertThat(ofMembers("json.a")).isEqualTo("K=literal");
        assertThat(ofMembers("json.a.b")).isEqualTo("K=3");
        assertThat(ofMembers("nope.a")).startsWith("PROPERTY_NOT_FOUND");
        assertThat(ofMembers(""))
                .isEqualTo(
                        "K={\"<&>\":\"\\\"\",\"json\":\"{\\\"a\\\":{\\\"b\\\":3}}\",\"json.a\":\"literal\",\"user\":\"u\"}");
    }

    private static String ofMembers(String property) {
        var members = new SecretValue.Members(data("user=u json={\"a\":{\"b\":3}} json.a=literal <&>=\""));
        return said(owned(List.of(single("p", "k", property))), Map.of("k", new Fetched.Found(members, "", NOON)));
    }

    private static String extracted(String document, String property, Conversion conversion) {
        return said(owned(List.of(extract("k", property, conversion))), Map.of("k", found(document)));
    }

    @ParameterizedTest(name = "{0} {1} gives {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"s\": \"str\", \"n\": 7, \"f\": 1.50, \"b\": false, \"nul\": null, \"o\": {\"z\": [1, 2]}, \"e\": \"\"}; DEFAULT;"
                        + " b=false e= f=1.50 n=7 nul= o={\"z\": [1, 2]} s=str",
                "{\"a/b\":\"1\",\"c d\":\"2\",\"ok.x-y_z\":\"4\"}; DEFAULT; a_b=1 c_d=2 ok.x-y_z=4",
                "{\"a/b\":\"1\",\"c d\":\"2\"}; UNICODE; a_U002f_b=1 c_U0020_d=2",
                "{\"\\ud83d\\ude00\":\"1\"}; UNICODE; _U1f600_=1",
                "{\"\":\"dropped\",\"a\":\"1\"}; DEFAULT; a=1",
                "{\"a\":\"1\",\"a\":\"2\"}; DEFAULT; a=2",
                "{}; DEFAULT; ''",
                "{\"a/b\":\"canary\",\"a b\":\"canary\"}; DEFAULT; KEY_INVALID spec.dataFrom[0].extract (key: k): the names a/b and a b"
                        + " both become the key a_b",
                "{\"a/b\":\"1\",\"a b\":\"2\"}; UNICODE; a_U0020_b=2 a_U002f_b=1",
                "{\"..\":\"canary\"}; DEFAULT; KEY_INVALID spec.dataFrom[0].extract (key: k): .. can be no key of a Secret",
                "[1]; DEFAULT; VALUE_INVALID spec.dataFrom[0].extract (key: k): the value is not a JSON object",
                "<html>; DEFAULT; VALUE_INVALID spec.dataFrom[0].extract (key: k): the value is not a JSON object",
                "{} {}; DEFAULT; VALUE_INVALID spec.dataFrom[0].extract (key: k): the value is not a JSON object",
            })
    void extractsTheMembersOfAnObject(String document, Conversion conversion, String expected) {
        assertThat(extracted(document, "", conversion)).isEqualTo(expected);
    }

    @Test
    void extractsFromAPropertyThatIsAnObjectOrTheTextOfOne() {
        assertThat(extracted("{\"in\":{\"a\":1}}", "in", Conversion.DEFAULT)).isEqualTo("a=1");
        assertThat(extracted("{\"in\":\"{\\\"a\\\":1}\"}", "in", Conversion.DEFAULT))
                .isEqualTo("a=1");
        assertThat(extracted("{\"in\":3}", "in", Conversion.DEFAULT)).startsWith("VALUE_INVALID");
    }

    @Test
    void letsLaterEntriesWin() {
        var spec = owned(List.of(extract("k", "", Conversion.DEFAULT), single("spec.data[0]", "a", "")));
        assertThat(said(spec, Map.of("k", found("{\"A\":\"old\",\"B\":\"b\"}"), "a", found("new"))))
                .isEqualTo("A=new B=b");
        try (var given = answers(Map.of("k", found("{\"A\":\"old\",\"B\":\"b\"}"), "a", found("new")));
                var rendered = (Rendered.Complete) Rendering.of(spec, given)) {
            assertThat(rendered.origins())
                    .containsExactly(
                            new KeyOrigin("A", STORE, "a", "", "7", NOON),
                            new KeyOrigin("B", STORE, "k", "", "7", NOON));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void tellsTheFirstFailureInOrderAndTheEarliestNextTry(String later) {
        var spec =
                owned(List.of(single("spec.data[0]", "a", ""), single("spec.data[1]", "b", ""), single("p", "c", "")));
        var answers = Map.of(
                "a",
                found("1"),
                "b",
                failed(Cause.ACCESS_DENIED),
                "c",
                later.equals("one") ? failed(Cause.TIMEOUT) : absent());
        try (var given = answers(answers);
                var rendered = (Rendered.Failed) Rendering.of(spec, given)) {
            assertThat(rendered.error())
                    .isEqualTo(
                            new SyncError(Cause.ACCESS_DENIED, "it does not answer", "spec.data[1] (key: b)", "wait"));
            assertThat(rendered.nextTry()).isEqualTo(later.equals("one") ? NOON.plusSeconds(30) : Instant.MIN);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "RETAIN, SECRET_NOT_FOUND 'spec.data[1] (key: b): the store has no such secret'",
        "DELETE, A=1 [spec.data[1] (key: b)]",
        "MERGE,  A=1 [spec.data[1] (key: b)]",
    })
    void bearsWhatTheStoreSaysIsGoneOnlyIfThePolicyDoes(Deletion deletion, String expected) {
        var spec = spec(Creation.OWNER, deletion, hourly(), "a", "b");
        assertThat(said(spec, Map.of("a", found("1"), "b", absent()))).isEqualTo(expected.replace("'", ""));
        assertThat(said(spec, Map.of("a", found("1"), "b", failed(Cause.ACCESS_DENIED))))
                .startsWith("ACCESS_DENIED");
    }

    @Test
    void refusesMoreThanASecretHolds() {
        int half = 1 << 19;
        var spec = spec(Creation.OWNER, Deletion.RETAIN, hourly(), "a", "b");
        assertThat(said(spec, Map.of("a", found("x".repeat(half)), "b", found("y".repeat(half)))))
                .startsWith("A=x");
        assertThat(said(spec, Map.of("a", found("x".repeat(half)), "b", found("y".repeat(half + 1)))))
                .isEqualTo("TOO_LARGE the values have more than 1048576 bytes together, and a Secret holds no more");
    }

    /// All of them together would be many times the memory of a test.
    @Test
    void takesNoMoreValuesOnceTheyAreTooLarge() {
        var keys = IntStream.range(0, 20_000).mapToObj(number -> "k" + number).toArray(String[]::new);
        var spec = spec(Creation.OWNER, Deletion.RETAIN, hourly(), keys);
        var large = found("x".repeat((1 << 20) - 1));
        var answers = Stream.of(keys).collect(Collectors.toMap(key -> key, _ -> large));
        assertThat(said(spec, answers)).startsWith("TOO_LARGE");
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "BASE64; AGE=; true; VALUE_INVALID p (key: k): the value for K has a null byte, and nullBytePolicy is Fail",
                "BASE64; aGk=; true; K=hi",
                "NONE; AGE=; true; K=AGE=",
                "BASE64; canary!; false; VALUE_INVALID p (key: k): the value for K is not encoded as decodingStrategy says",
            })
    void decodesAndThenLooksForNullBytes(Decoding decoding, String value, boolean strict, String expected) {
        var entry = new Entry.Single("p", STORE, RemoteRef.newest("k"), "", "K", decoding, strict);
        assertThat(said(owned(List.of(entry)), Map.of("k", found(value)))).isEqualTo(expected);
    }

    @Test
    void boundsWhatAPathMakesOfAValueAndWhatIsSaidOfIt() {
        assertThat(one("\"\"", "@tostr|".repeat(100) + "@tostr"))
                .isEqualTo("TOO_LARGE spec.data[0] (key: k): the value is too large to look into");
        assertThat(one("{}", "a".repeat(1001)))
                .isEqualTo("SPEC_INVALID spec.data[0] (key: k): the property has more than 1000 characters");
        assertThat(one("{}", "x".repeat(900))).hasSizeLessThan(400).endsWith("x…");
    }

    @Test
    void leavesTheAnswersAsTheyAre() {
        try (var given = answers(Map.of("k", found("{\"a\":\"1\"}")))) {
            Rendering.of(owned(List.of(extract("k", "", Conversion.DEFAULT))), given)
                    .close();
            var rendered = Rendering.of(owned(List.of(extract("k", "", Conversion.DEFAULT))), given);
            assertThat(text(((Rendered.Complete) rendered).data())).isEqualTo("a=1");
        }
    }
}
