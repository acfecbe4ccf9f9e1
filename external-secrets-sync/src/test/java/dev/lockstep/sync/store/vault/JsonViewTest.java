package dev.lockstep.sync.store.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonViewTest {
    @Test
    void cutsAnObjectOutByteForByte() {
        var inner = "{ \"b\" : \"}\\\"{ü\", \"a\" : [1e400, {\"c\":null}] }";
        var view = view("{\"x\":1,\"data\": {\"data\":  " + inner + " ,\"metadata\":{\"version\":12}}}");
        assertThat(view.object("data").raw("data")).asString(UTF_8).isEqualTo(inner);
        assertThat(view.object("data").object("metadata").number("version")).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"a\"",
                "<html>",
                "{",
                "{\"a\":1",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{\"a\":{\"b\":\"c",
                "{\"a\":tru}",
                "{a:1}",
                "{\"a\":1,}",
                "\u0000"
            })
    void seesNothingInWhatIsNoObject(String text) {
        assertThat(JsonView.of(text.getBytes(UTF_8))).isNull();
    }

    @Test
    void deepNestingIsNoAnswer() {
        assertThat(JsonView.of(("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8)))
                .isNull();
    }

    @Test
    void readsScalars() {
        var view = view("{\"n\":42,\"neg\":-1,\"f\":1.5,\"huge\":99999999999999999999,\"t\":true,\"no\":false,"
                + "\"s\":\"hvs.abc\",\"esc\":\"a\\nb\",\"nul\":null,\"e\":[],\"f2\":[\"Vault is sealed\"]}");
        assertThat(view.number("n")).isEqualTo(42);
        assertThat(view.number("neg")).isEqualTo(-1);
        assertThat(view.number("f")).isEqualTo(-1);
        assertThat(view.number("huge")).isEqualTo(-1);
        assertThat(view.number("absent")).isEqualTo(-1);
        assertThat(view.isTrue("t")).isTrue();
        assertThat(view.isTrue("no")).isFalse();
        assertThat(view.text("s")).asString(UTF_8).isEqualTo("hvs.abc");
        assertThat(view.text("esc")).isNull();
        assertThat(view.text("nul")).isNull();
        assertThat(view.object("nul")).isNull();
        assertThat(view.isFilledArray("e")).isFalse();
        assertThat(view.isFilledArray("f2")).isTrue();
        assertThat(view.speaksOf("f2", "sealed")).isTrue();
    }

    private static JsonView view(String text) {
        var view = JsonView.of(text.getBytes(UTF_8));
        assertThat(view).isNotNull();
        return view;
    }
}
