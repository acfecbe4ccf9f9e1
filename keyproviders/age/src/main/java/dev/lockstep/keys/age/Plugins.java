package dev.lockstep.keys.age;

import dev.lockstep.keys.ProviderEnvironment;
import java.io.File;
import java.time.Duration;
import java.util.List;

/// Where the programs of age plugins are, and what they may be called. A name comes from a file that anybody may have
/// written, and becomes part of a program's name: so only a narrow set of characters passes. (c2sp.org/age-plugin)
final class Plugins {
    /// How long a plugin may take, unless the caller says otherwise; the time of questions does not count.
    static final Duration USUAL_LIMIT = Duration.ofSeconds(60);

    private static final int MAX_NAME = 64;

    private final ProviderEnvironment environment;
    private final Duration limit;

    Plugins(ProviderEnvironment environment, Duration limit) {
        this.environment = environment;
        this.limit = limit;
    }

    Plugins within(Duration otherLimit) {
        return new Plugins(environment, otherLimit);
    }

    Duration limit() {
        return limit;
    }

    /// Starts a plugin in one of its two roles, `recipient-v1` or `identity-v1`. Its working directory is the one for
    /// temporary files, as age does it.
    PluginConversation start(String name, String role) {
        var program = Programs.find("age-plugin-" + name, environment.variable("PATH"));
        if (program == null) {
            throw new AgeException(
                    AgeException.Kind.PLUGIN,
                    "the program age-plugin-" + name + " is not installed in a folder of PATH");
        }
        var directory = new File(System.getProperty("java.io.tmpdir"));
        var process = ChildProcess.start(program, List.of("--age-plugin=" + role), environment.variables(), directory);
        return new PluginConversation(name, process, environment.passphrases());
    }

    /// @return the name, if it can be that of a program and of nothing else
    /// @throws AgeException `KEY` if not
    static String checkedName(String name) {
        var valid = !name.isEmpty() && name.length() <= MAX_NAME && !name.contains("..");
        for (int i = 0; i < name.length(); i++) {
            var character = name.charAt(i);
            var isWord = character >= 'a' && character <= 'z' || character >= '0' && character <= '9';
            valid &= isWord || i > 0 && (character == '-' || character == '_' || character == '.' || character == '+');
        }
        if (!valid) {
            throw new AgeException(AgeException.Kind.KEY, "the name of the age plugin is invalid");
        }
        return name;
    }
}
