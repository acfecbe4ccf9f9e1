package dev.lockstep.sync.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.problem.Problem;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretData;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Secrets in memory, and failures that a test asks for.
public final class FakeStore implements SecretStore {
    private final Map<RemoteRef, Fetched> answers = new HashMap<>();
    private int version;

    /// Puts a secret: key, value, key, value.
    public FakeStore holding(RemoteRef reference, String... pairs) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], Plaintext.owning(Type.STRING, pairs[i + 1].getBytes(UTF_8)));
        }
        answers.put(reference, new Fetched.Found(SecretData.owning(values), "v" + ++version));
        return this;
    }

    public FakeStore failing(RemoteRef reference, Problem problem) {
        answers.put(reference, new Fetched.Failed(problem));
        return this;
    }

    @Override
    public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
        Map<RemoteRef, Fetched> found = new HashMap<>();
        for (var reference : references) {
            found.put(reference, answers.getOrDefault(reference, new Fetched.Absent()));
        }
        return found;
    }
}
