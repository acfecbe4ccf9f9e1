package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.testkit.Vectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The cases of the JSON test suite of nst, read where they lie: `y_` must be accepted, `n_` refused, `i_` either.
class JsonTestSuiteTest {
    private final JsonFormat format = new JsonFormat();

    @Test
    void acceptsAndRefusesAsTheSuiteSays() throws IOException {
        var verdicts = new TreeMap<String, Integer>();
        var wrong = new ArrayList<String>();
        for (var file : cases("test_parsing")) {
            var name = file.getFileName().toString();
            byte[] json = Files.readAllBytes(file);
            // Only an object can be encrypted: any value is tried as the member of one, and as it is.
            var plain = verdict(json);
            var wrapped = verdict(wrapped(json));
            verdicts.merge(name.charAt(0) + " " + wrapped, 1, Integer::sum);
            boolean right = switch (name.charAt(0)) {
                case 'y' ->
                    wrapped.equals("accepted") && (plain.equals("accepted") || plain.contains("top-level object"));
                case 'n' -> !wrapped.equals("accepted") && !plain.equals("accepted");
                default -> true;
            };
            if (!right) {
                wrong.add(name + ": " + plain + " / wrapped: " + wrapped);
            }
        }
        System.out.println("JSONTestSuite parsing: " + verdicts);
        assertThat(wrong).isEmpty();
        assertThat(verdicts.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(236);
    }

    @Test
    void givesBackEveryCaseThatItAccepts() throws IOException {
        int count = 0;
        for (var directory : List.of("test_parsing", "test_transform")) {
            for (var file : cases(directory)) {
                for (var json : List.of(Files.readAllBytes(file), wrapped(Files.readAllBytes(file)))) {
                    if (verdict(json).equals("accepted")) {
                        assertThat(FakeSeal.restored(format, json))
                                .as("%s", file.getFileName())
                                .isEqualTo(json);
                        count++;
                    }
                }
            }
        }
        System.out.println("JSONTestSuite round trips: " + count);
        assertThat(count).isPositive();
    }

    @Test
    void transformsNothingSilently() throws IOException {
        var verdicts = new TreeMap<String, String>();
        for (var file : cases("test_transform")) {
            verdicts.put(file.getFileName().toString(), verdict(wrapped(Files.readAllBytes(file))));
        }
        System.out.println("JSONTestSuite transform: " + verdicts);
        verdicts.forEach((name, verdict) -> {
            var wanted = !name.contains("invalid_codepoint")
                    ? "accepted"
                    : name.contains("escaped") ? "a string holds half of a surrogate pair" : "not valid UTF-8";
            assertThat(verdict).as(name).isEqualTo(wanted);
        });
        assertThat(verdicts).hasSizeGreaterThanOrEqualTo(17);
    }

    private String verdict(byte[] json) {
        try (var document = format.parse(json.clone())) {
            assertThatCode(() -> format.emit(document.roots(), 2)).doesNotThrowAnyException();
            return "accepted";
        } catch (LockstepException e) {
            assertThat(e.problem().kind()).isEqualTo(Kind.INPUT_MALFORMED);
            return e.problem().what();
        }
    }

    private static byte[] wrapped(byte[] json) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write('{');
        out.writeBytes("\"k\":".getBytes(StandardCharsets.US_ASCII));
        out.write(json);
        out.write('}');
        return out.toByteArray();
    }

    private static List<Path> cases(String directory) {
        return Vectors.list("JSONTestSuite/" + directory).stream()
                .filter(file -> file.toString().endsWith(".json"))
                .toList();
    }
}
