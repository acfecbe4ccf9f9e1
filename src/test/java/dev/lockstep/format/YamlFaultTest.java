package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.problem.LockstepException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person is told about a YAML file that cannot be read: the place, what was found, the edit.
class YamlFaultTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: secret: b | :1:10 | a colon where no key can stand | quotes",
                "a:\\n\\tsecret: 1 | :2:1 | a tab where a value or its indentation should be | spaces",
                "a: @secret | :1:4 | a value begins with a character that YAML reserves | quotes",
                "a: 'secret | :1:4 | quoted text is malformed: it does not end | close the quote",
                "a: [secret, b | :1:4 | comma or closing bracket expected, found the end of the file | close the bracket",
                "a: {secret: 1 | :1:4 | comma or closing brace expected, found the end of the file | close the brace",
                "a: 1\\nsecret\\nb: 2 | :2:1 | key without a colon | colon",
                "a: {{ .Values.secret }} | :1 | key is not text | quote the value",
                "a: 1\\nsecret: 2\\nsecret: 3 | :3:1 | key stands twice in a map | remove or rename",
            })
    void saysPlaceAndEdit(String yaml, String where, String what, String next) {
        var source = yaml.replace("\\n", "\n").replace("\\t", "\t").getBytes(StandardCharsets.UTF_8);
        var refused = catchThrowableOfType(LockstepException.class, () -> new YamlFormat().parse(source));
        assertThat(refused).isNotNull();
        var problem = refused.problem();
        assertThat(problem.where()).startsWith(where);
        assertThat(problem.what()).startsWith(what);
        assertThat(problem.next()).contains(next);
        assertThat(problem.line() + problem.next()).doesNotContain("secret");
    }
}
