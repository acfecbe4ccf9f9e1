package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                       | {}                       | {}",
                "{'a':1}                  | {'a':1}                  | {}",
                "{'a':1}                  | {'a':2}                  | {'a':2}",
                "{'a':1}                  | {'b':1}                  | {'b':1,'a':null}",
                "{'a':{'b':1,'c':2}}      | {'a':{'b':1,'c':3}}      | {'a':{'c':3}}",
                "{'a':{'b':1}}            | {'a':{}}                 | {'a':{'b':null}}",
                "{'a':{'b':1}}            | {'a':{'b':1}}            | {}",
                "{'a':[{'b':1}]}          | {'a':[{'b':2}]}          | {'a':[{'b':2}]}",
                "{'a':[1]}                | {'a':{'b':1}}            | {'a':{'b':1}}"
            })
    void holdsOnlyWhatDiffers(String before, String after, String patch) throws Exception {
        assertThat(MergePatch.between(json(before), json(after))).isEqualTo(json(patch));
    }

    private static com.fasterxml.jackson.databind.JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
