package dev.lockstep.keys.age;

import dev.lockstep.keys.Passphrases;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Randomness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A machine for tests: an environment, a home, a person who answers with prepared passphrases and then is gone.
class Machine implements Passphrases {
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Path home;
    private final Deque<String> answers = new ArrayDeque<>();
    final List<String> questions = new ArrayList<>();

    Machine(Path home) {
        this.home = home;
    }

    Machine with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Machine answering(String answer) {
        answers.add(answer);
        return this;
    }

    ProviderEnvironment environment() {
        return new ProviderEnvironment(environment, home, this, seeded(1));
    }

    AgeKeyProvider provider() {
        return new AgeKeyProvider(environment());
    }

    static Randomness seeded(long seed) {
        var random = new Random(seed);
        return random::nextBytes;
    }

    @Override
    public byte[] ask(String prompt) {
        questions.add(prompt);
        if (answers.isEmpty()) {
            throw new LockstepException(
                    Kind.NO_KEY_OPENED_FILE, "there is no terminal to ask for a passphrase", "", "");
        }
        return answers.remove().getBytes(StandardCharsets.UTF_8);
    }
}
