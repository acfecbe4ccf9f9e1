package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.lockstep.keys.KeyProvider;
import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.MasterKeys;
import dev.lockstep.keys.UnwrapBudget;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.secret.DataKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeKeyProviderTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final X25519Identity identity = AgeIdentity.generate(Machine.seeded(11));
    private final X25519Identity stranger = AgeIdentity.generate(Machine.seeded(12));

    @TempDir
    private Path home;

    @Test
    void isFoundByItsName() {
        var module = ServiceLoader.load(KeyProvider.Module.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.id().equals("age"))
                .findFirst()
                .orElseThrow();
        assertThat(module.open(new Machine(home).environment()).id()).isEqualTo("age");
    }

    @Test
    void writesArmorAsSopsDoes() {
        var enc = wrapped().enc();
        assertThat(enc)
                .startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n")
                .endsWith("\n-----END AGE ENCRYPTED FILE-----\n");
        var lines = enc.lines().toList();
        assertThat(lines.subList(1, lines.size() - 2)).allMatch(line -> line.length() == 64);
        assertThat(lines.get(lines.size() - 2)).hasSizeLessThanOrEqualTo(64);
        assertThat(wrapped().createdAt()).isEmpty();
    }

    @Test
    void readsIdentitiesFromEachPlace() throws IOException {
        var file = keyFile("own.txt", identity);
        assertOpens(new Machine(home).with("SOPS_AGE_KEY", text(identity)));
        assertOpens(new Machine(home).with("SOPS_AGE_KEY", text(stranger) + " " + text(identity)));
        assertOpens(new Machine(home).with("SOPS_AGE_KEY_FILE", file.toString()));
        assertOpens(new Machine(home).with("SOPS_AGE_KEY_CMD", "/bin/cat '" + file + "'"));
        assertOpens(new Machine(home).with("SOPS_AGE_KEY_CMD", "cat " + file).with("PATH", "/usr/bin:/bin"));
        var config = home.resolve("config");
        Files.createDirectories(config.resolve("sops/age"));
        Files.copy(file, config.resolve("sops/age/keys.txt"));
        assertOpens(new Machine(home).with("XDG_CONFIG_HOME", config.toString()));
        Files.createDirectories(home.resolve(".config/sops/age"));
        Files.copy(file, home.resolve(".config/sops/age/keys.txt"));
        assertOpens(new Machine(home));
    }

    @Test
    void tellsACommandWhomTheFileIsFor() throws IOException {
        var script = Files.writeString(
                home.resolve("by-recipient"),
                "[ \"$SOPS_AGE_RECIPIENT\" = " + identity.recipient() + " ] && cat " + keyFile("own.txt", identity)
                        + "\n");
        assertOpens(
                new Machine(home).with("SOPS_AGE_KEY_CMD", "/bin/sh " + script).with("PATH", "/usr/bin:/bin"));
    }

    @Test
    void findsTheConfigFolderOfEachSystem() {
        var environment = new Machine(home).environment();
        assertThat(IdentitySource.configFolder(environment, "Linux")).isEqualTo(home.resolve(".config"));
        assertThat(IdentitySource.configFolder(environment, "Mac OS X"))
                .isEqualTo(home.resolve("Library/Application Support"));
        assertThat(IdentitySource.configFolder(environment, "Windows 11")).isNull();
        var configured = new Machine(home)
                .with("XDG_CONFIG_HOME", "/x")
                .with("AppData", "/w")
                .environment();
        assertThat(IdentitySource.configFolder(configured, "Linux")).hasToString("/x");
        assertThat(IdentitySource.configFolder(configured, "Mac OS X")).hasToString("/x");
        assertThat(IdentitySource.configFolder(configured, "Windows 11")).hasToString("/w");
        var relative = new Machine(home).with("XDG_CONFIG_HOME", "x").environment();
        assertThat(IdentitySource.configFolder(relative, "Linux")).isNull();
    }

    @Test
    void doesNotLetOneBadPlaceStopTheOthers() throws IOException {
        assertOpens(new Machine(home)
                .with("SOPS_AGE_KEY", "nonsense")
                .with("SOPS_AGE_KEY_CMD", "/no/such/program")
                .with("SOPS_AGE_SSH_PRIVATE_KEY_FILE", "/no/such/file")
                .with("SOPS_AGE_KEY_FILE", keyFile("own.txt", identity).toString()));
    }

    @Test
    void listsWhatWasWrongAndWhereNothingWasOnlyOnFailure() throws IOException {
        Files.createDirectories(home.resolve("folder"));
        var reason = reason(new Machine(home)
                .with("SOPS_AGE_KEY", text(stranger))
                .with("SOPS_AGE_KEY_FILE", home.resolve("folder").toString())
                .with("SOPS_AGE_KEY_CMD", ""));
        assertThat(reason.lines())
                .containsExactly(
                        "no identity matched any of the recipients",
                        "tried 'SOPS_AGE_KEY': holds 1 identity of another recipient",
                        "tried 'SOPS_AGE_KEY_FILE' (" + home.resolve("folder") + "): it is a directory, not a file",
                        "tried 'SOPS_AGE_KEY_CMD': set to nothing",
                        "tried " + home.resolve(".config/sops/age/keys.txt") + ": no such file");
        assertThat(reason(new Machine(home)))
                .startsWith("failed to load age identities\ntried 'SOPS_AGE_KEY': not set\n");
    }

    @Test
    void namesASourceThatHoldsNoIdentityAndWhatItHolds() throws IOException {
        assertFinding(
                "SOPS_AGE_KEY", "# created: today\\n" + text(identity), "it holds no identity, only comments; its \\n");
        assertFinding(
                "SOPS_AGE_KEY",
                text(stranger) + "\\n" + text(identity),
                "a backslash and an n where a line should end");
        assertFinding(
                "SOPS_AGE_KEY", "/home/me/keys.txt", "it looks like a path, which belongs into SOPS_AGE_KEY_FILE");
        assertFinding("SOPS_AGE_KEY", "~/keys.txt", "it looks like a path");
        assertFinding("SOPS_AGE_KEY_CMD", "/bin/true", "the command printed nothing");
        assertFinding("SOPS_AGE_KEY_CMD", "/bin/echo '# nothing'", "it holds no identity, only comments");
        var empty = Files.createFile(home.resolve("empty")).toString();
        assertFinding("SOPS_AGE_KEY_FILE", empty, "the file is empty");
        var comments = Files.writeString(home.resolve("comments"), "# created: today\n")
                .toString();
        assertFinding("SOPS_AGE_KEY_FILE", comments, "it holds no identity, only comments");
        var wide = Files.writeString(home.resolve("wide"), "\ufeff" + text(identity), StandardCharsets.UTF_16LE);
        assertFinding("SOPS_AGE_KEY_FILE", wide.toString(), "it is UTF-16; save it as UTF-8");
        assertThat(reason(new Machine(home).with("SOPS_AGE_KEY_FILE", "~/key.txt")))
                .contains("tried 'SOPS_AGE_KEY_FILE' (~/key.txt): no such file; nobody expanded the ~");
    }

    @Test
    void tellsEachThingThatIsWrongInOneSource() throws IOException {
        var plugin = text(Bech32.encode("AGE-PLUGIN-NOTHERE-", new byte[10]));
        var other = text(Bech32.encode("AGE-PLUGIN-NORTHERE-", new byte[10]));
        var file = keyFile("several.txt", stranger);
        Files.writeString(file, plugin + "\n" + other + "\n", StandardOpenOption.APPEND);
        var host = new Machine(home)
                .with("SOPS_AGE_KEY", "one two\n" + text(stranger))
                .with("SOPS_AGE_KEY_FILE", file.toString());
        var result = (Unwrapped.Unreachable) host.provider().unwrap(wrapped(), LIMIT);
        assertThat(result.sources())
                .filteredOn(line -> line.startsWith("tried 'SOPS_AGE_KEY"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("tried 'SOPS_AGE_KEY': line 1 is wrong: unknown identity type"),
                        line -> assertThat(line)
                                .isEqualTo("tried 'SOPS_AGE_KEY_FILE' (" + file
                                        + "): holds 1 identity of another recipient"),
                        line -> assertThat(line).contains("age-plugin-nothere"),
                        line -> assertThat(line).contains("age-plugin-northere"),
                        line -> assertThat(line).isEqualTo("tried 'SOPS_AGE_KEY_CMD': not set"));
    }

    @Test
    void namesAnSshKeyThatIsThereAndCannotCount() throws IOException {
        var key = Files.createDirectories(home.resolve(".ssh")).resolve("id_ed25519");
        Files.writeString(key, "anything");
        assertThat(reason(new Machine(home))).contains("not tried " + key + ": the file names no SSH recipient");
    }

    @Test
    void advisesTheVariableForTheKindOfRecipient() {
        var provider = new Machine(home).provider();
        assertThat(provider.remedy(MasterKeys.one("age", "age1abc"))).contains("SOPS_AGE_KEY_FILE");
        assertThat(provider.remedy(MasterKeys.one("age", "ssh-ed25519 AAAA")))
                .contains("SOPS_AGE_SSH_PRIVATE_KEY_FILE");
    }

    @Test
    void showsNoKeyThatStandsWhereAPathShould() {
        var reason = reason(new Machine(home).with("SOPS_AGE_KEY_FILE", text(stranger)));
        assertThat(reason)
                .doesNotContain(text(stranger))
                .contains("tried 'SOPS_AGE_KEY_FILE': it holds a key where a path");
    }

    @Test
    void namesTheUsualFileOnceWhenAVariableNamesItToo() {
        var usual = home.resolve(".config/sops/age/keys.txt").toString();
        var reason = reason(new Machine(home).with("SOPS_AGE_KEY_FILE", usual));
        assertThat(reason.lines().filter(line -> line.contains(usual)))
                .containsExactly("tried 'SOPS_AGE_KEY_FILE' (" + usual + "): no such file");
    }

    private void assertFinding(String variable, String value, String finding) {
        assertThat(reason(new Machine(home).with(variable, value)).lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith("tried '" + variable + "'").contains(finding));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "# nothing"})
    void takesAnEmptyVariableForNoKey(String value) {
        var host = new Machine(home).with("SOPS_AGE_KEY", value);
        assertThat(reason(host)).startsWith("failed to load age identities");
    }

    @Test
    void boundsCommandsAndSaysWhatWentWrong() throws IOException {
        assertThat(reason(withCommand("/bin/false")))
                .contains("tried 'SOPS_AGE_KEY_CMD': the command ended with code 1");
        assertThat(reason(withCommand("/bin/true"))).startsWith("failed to load age identities");
        assertThat(reason(withCommand("  "))).contains("the command is empty");
        assertThat(reason(withCommand("'x"))).contains("ends within a quote");
        assertThat(reason(withCommand("no-such-program"))).contains("not in a folder of PATH");
        assertThat(reason(withCommand("/bin/echo hello"))).contains("line 1 is wrong: unknown identity type");
        var started = System.nanoTime();
        var limit = Duration.ofMillis(300);
        var result = withCommand("/bin/sleep 60").provider().unwrap(wrapped(), limit);
        assertThat(text((Unwrapped.NotOurs) result)).contains("did not answer within");
        // A child that outlives its parent keeps the output open.
        withCommand("/bin/sh -c 'sleep 60 & echo'").provider().unwrap(wrapped(), limit);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void doesNotStartAProgramFromAFolderOfPathThatIsNotAbsolute() throws IOException {
        assertThat(Programs.find("sh", ":.:bin")).isNull();
        assertThat(Programs.find("sh", ".:/usr/bin:/bin")).isNotNull();
    }

    @Test
    void runsACommandOnceForEachRecipient() throws IOException {
        var count = home.resolve("count");
        var script = Files.writeString(
                home.resolve("counted"), "echo x >> " + count + "; cat " + keyFile("own.txt", identity));
        var provider = new Machine(home)
                .with("SOPS_AGE_KEY_CMD", "/bin/sh " + script)
                .with("PATH", "/usr/bin:/bin")
                .provider();
        assertThat(provider.isLocal(wrapped().key())).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(provider.unwrap(wrapped(), LIMIT)).isInstanceOf(Unwrapped.Opened.class);
        }
        assertThat(Files.readAllLines(count)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 4096})
    void givesOutADataKeyOfAnyModestLengthForTheCoreToJudge(int length) {
        try (var dataKey = DataKey.owning(new byte[length])) {
            var wrapped = new Machine(home).provider().wrap(dataKey, key(), LIMIT);
            var result = new Machine(home)
                    .with("SOPS_AGE_KEY", text(identity))
                    .provider()
                    .unwrap(wrapped, LIMIT);
            assertThat(((Unwrapped.Opened) result).dataKey().length()).isEqualTo(length);
        }
    }

    @Test
    void refusesADataKeyOfHundredKilobytes() {
        try (var dataKey = DataKey.owning(new byte[100_000])) {
            var wrapped = new Machine(home).provider().wrap(dataKey, key(), LIMIT);
            assertThat(reason(new Machine(home).with("SOPS_AGE_KEY", text(identity)), wrapped.enc()))
                    .contains("longer than");
        }
    }

    @Test
    void refusesADamagedAgeFile() {
        var enc = wrapped().enc();
        var binary = Armor.decode(Ascii.bytes(enc));
        var host = new Machine(home).with("SOPS_AGE_KEY", text(identity));
        for (var damaged : List.of(
                "",
                "-----BEGIN AGE ENCRYPTED FILE-----\n-----END AGE ENCRYPTED FILE-----\n",
                enc.substring(0, enc.length() / 2),
                enc.replace("BEGIN AGE", "BEGIN PGP"),
                enc + "trailing\n",
                Ascii.text(binary, 0, binary.length),
                armored("-----BEGIN X-----\nAAAA\n-----END X-----\n"),
                armored("age-encryption.org/v2\n"),
                armored("age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 63\n\n--- " + "A".repeat(43)
                        + "\n"))) {
            assertThat(host.provider().unwrap(new WrappedKey(key(), damaged, ""), LIMIT))
                    .isInstanceOf(Unwrapped.NotOurs.class);
        }
        assertThat(host.provider().unwrap(new WrappedKey(key(), enc.replace("\n", "\r\n"), ""), LIMIT))
                .isInstanceOf(Unwrapped.Opened.class);
        for (int i = 0; i < binary.length; i++) {
            var changed = binary.clone();
            changed[i] ^= 1;
            var armor = Armor.encode(changed);
            var result = host.provider().unwrap(new WrappedKey(key(), Ascii.text(armor, 0, armor.length), ""), LIMIT);
            assertThat(result).as("byte %d changed", i).isInstanceOf(Unwrapped.NotOurs.class);
        }
    }

    @Test
    void isDoneWithTenThousandStanzasSoon() {
        var stanza =
                "-> X25519 " + StrictBase64.encode(Curve25519.publicKey(new byte[32])) + "\n" + "A".repeat(43) + "\n";
        var host = new Machine(home).with("SOPS_AGE_KEY", text(identity));
        for (var count : List.of(1_000, 10_000)) {
            var enc = armored("age-encryption.org/v1\n" + stanza.repeat(count) + "--- " + "A".repeat(43) + "\n");
            assertTimeout(Duration.ofSeconds(5), () -> reason(host, enc));
        }
    }

    @Test
    void givesUpWhenManyIdentitiesMeetManyStanzas() {
        var stanza =
                "-> X25519 " + StrictBase64.encode(Curve25519.publicKey(new byte[32])) + "\n" + "A".repeat(43) + "\n";
        var enc = armored("age-encryption.org/v1\n" + stanza.repeat(1000) + "--- " + "A".repeat(43) + "\n");
        var host = new Machine(home).with("SOPS_AGE_KEY", (text(stranger) + "\n").repeat(1000));
        var result = assertTimeout(
                Duration.ofSeconds(20),
                () -> host.provider().unwrap(new WrappedKey(key(), enc, ""), Duration.ofMillis(200)));
        assertThat(((Unwrapped.NotOurs) result).reason()).contains("given up after 200 ms");
    }

    @Test
    void givesUpWhenTheKeysOfOneFileCostTooMuchTogether() {
        var stanza =
                "-> X25519 " + StrictBase64.encode(Curve25519.publicKey(new byte[32])) + "\n" + "A".repeat(43) + "\n";
        var enc = armored("age-encryption.org/v1\n" + stanza.repeat(1000) + "--- " + "A".repeat(43) + "\n");
        var provider = new Machine(home).with("SOPS_AGE_KEY", text(stranger)).provider();
        var budget = new UnwrapBudget();
        for (int i = 0; i < 20; i++) {
            assertThat(text((Unwrapped.NotOurs) provider.unwrap(new WrappedKey(key(), enc, ""), LIMIT, budget)))
                    .doesNotContain("given up");
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(text((Unwrapped.NotOurs) provider.unwrap(new WrappedKey(key(), enc, ""), LIMIT, budget)))
                    .contains("given up: the file names too many keys that look like ours");
        }
    }

    @Test
    void boundsHowOftenAnRsaKeyIsTriedForOneFile() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        var rsa = new SshRsaIdentity(new RSAPrivateCrtKeyParameters(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient()));
        var ours = Stanza.owning("ssh-rsa", List.of(rsa.publicKey().tag()), new byte[256]);
        var theirs = Stanza.owning("ssh-rsa", List.of("AAAAAA"), new byte[256]);
        var budget = new UnwrapBudget();
        int entries = 0;
        while (budget.spend(TryCost.of(rsa, List.of(ours, theirs)))) {
            entries++;
        }
        assertThat(entries).isBetween(255, 400);
        assertThat(TryCost.of(rsa, List.of(theirs))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23", "63", "4294967297", "0", "01", "+1", "-1", "1e1"})
    void refusesAWorkFactorThatIsTooLargeOrNotCanonical(String factor) {
        var salt = StrictBase64.encode(new byte[16]);
        var stanza = Stanza.owning("scrypt", List.of(salt, factor), new byte[32]);
        var passphrase = new ScryptIdentity(Ascii.bytes("x"));
        assertTimeout(
                Duration.ofSeconds(1),
                () -> assertThatThrownBy(() -> passphrase.unwrap(List.of(stanza)))
                        .hasMessageContaining("work factor"));
    }

    @Test
    void sealsForSeveralRecipientsUnlessTheyDoNotGoTogether() {
        var random = Machine.seeded(5);
        var plugins = new Plugins(new Machine(home).environment(), LIMIT);
        var classic = AgeRecipient.parse(identity.recipient(), plugins);
        var other = AgeRecipient.parse(stranger.recipient(), plugins);
        var hybrid = HybridIdentity.random(random);
        var file = AgeFile.seal(new byte[3], List.of(classic, other), random);
        for (var each : List.of(identity, stranger)) {
            var header = AgeHeader.parse(file);
            try (var fileKey = AgeFile.unwrap(header, each)) {
                assertThat(fileKey).isNotNull();
            }
        }
        assertThatThrownBy(() -> AgeFile.seal(new byte[3], List.of(classic, hybrid.recipient()), random))
                .hasMessageContaining("quantum");
        var passphrase = new ScryptRecipient(Ascii.bytes("x"), 4);
        assertThatThrownBy(() -> AgeFile.seal(new byte[3], List.of(classic, passphrase), random))
                .hasMessageContaining("stands alone");
        assertThatThrownBy(() -> AgeFile.seal(new byte[3], List.of(), random)).hasMessageContaining("no recipient");
    }

    private Machine withCommand(String command) {
        return new Machine(home).with("SOPS_AGE_KEY_CMD", command).with("PATH", "/usr/bin:/bin");
    }

    private static String armored(String file) {
        var armor = Armor.encode(Ascii.bytes(file));
        return Ascii.text(armor, 0, armor.length);
    }

    private Path keyFile(String name, X25519Identity owner) throws IOException {
        return Files.writeString(home.resolve(name), "# created: today\n" + text(owner) + "\n");
    }

    private MasterKey key() {
        return MasterKey.of("age", "recipient", identity.recipient());
    }

    private WrappedKey wrapped() {
        try (var dataKey = DataKey.owning(new byte[32])) {
            return new Machine(home).provider().wrap(dataKey, key(), LIMIT);
        }
    }

    private void assertOpens(Machine host) {
        var provider = host.provider();
        assertThat(provider.canTry(key())).isTrue();
        assertThat(provider.unwrap(wrapped(), LIMIT)).isInstanceOf(Unwrapped.Opened.class);
    }

    private String reason(Machine host) {
        return reason(host, wrapped().enc());
    }

    private String reason(Machine host, String enc) {
        return text((Unwrapped.NotOurs) host.provider().unwrap(new WrappedKey(key(), enc, ""), LIMIT));
    }

    private static String text(Unwrapped.NotOurs result) {
        return result.reason() + "\n" + String.join("\n", result.sources());
    }

    private static String text(X25519Identity owner) {
        return text(owner.encoded());
    }

    private static String text(byte[] encoded) {
        return Ascii.text(encoded, 0, encoded.length);
    }
}
