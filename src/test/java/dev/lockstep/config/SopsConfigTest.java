package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.lockstep.format.Formats;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.MasterKeys;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SopsConfigTest {
    private static final String NO_KEYS =
            "config file not found, or has no creation rules, and no keys provided through command line options";

    @TempDir
    Path directory;

    // Where the configuration is found

    @Test
    void findsTheConfigurationInADirectoryAboveTheWorkingDirectory() throws IOException {
        write(".sops.yaml", "creation_rules: [{age: a}]");
        var below = Files.createDirectories(directory.resolve("x/y"));
        assertThat(SopsConfig.find(below, null).path()).isEqualTo(directory.resolve(".sops.yaml"));
    }

    @Test
    void looksFromTheWorkingDirectoryAndNotFromTheFilesDirectory() throws IOException {
        write(".sops.yaml", "creation_rules: [{age: above}]");
        write("sub/.sops.yaml", "creation_rules: [{age: sub}]");
        assertThat(keysFor("sub/file.yaml")).isEqualTo("[above]");
    }

    @Test
    void stopsAfterAHundredLevels() throws IOException {
        write(".sops.yaml", "creation_rules: [{age: a}]");
        var deep = Files.createDirectories(directory.resolve("d/".repeat(99)));
        assertThat(SopsConfig.find(deep, null).path()).isNotNull();
        assertThat(SopsConfig.find(Files.createDirectories(deep.resolve("d")), null)
                        .path())
                .isNull();
    }

    @Test
    void takesTheFileThatIsNamed() throws IOException {
        write(".sops.yaml", "creation_rules: [{age: found}]");
        write("conf/other.yaml", "creation_rules: [{age: named}]");
        var config = SopsConfig.find(directory, Path.of("conf/other.yaml"));
        assertThat(keys(config.ruleFor(Path.of("a.yaml"), RuleFlags.NONE))).isEqualTo("[named]");
    }

    @Test
    void refusesANamedFileThatIsMissing() {
        assertProblem(
                () -> SopsConfig.find(directory, Path.of("absent.yaml")), "absent.yaml", "could not read config file");
    }

    @Test
    void warnsOfAnIgnoredConfigurationWithTheOtherEnding() throws IOException {
        write("x/.sops.yml", "creation_rules: [{age: a}]");
        var config = SopsConfig.find(directory.resolve("x"), null);
        assertThat(config.path()).isNull();
        assertThat(config.warnings())
                .singleElement()
                .asString()
                .startsWith("ignoring \"" + directory.resolve("x/.sops.yml") + "\"")
                .contains("must be called \".sops.yaml\"")
                .doesNotContain("instead");
        write(".sops.yaml", "creation_rules: [{age: a}]");
        assertThat(SopsConfig.find(directory.resolve("x"), null).warnings())
                .singleElement()
                .asString()
                .endsWith("; using \"" + directory.resolve(".sops.yaml") + "\" instead");
    }

    // What cannot be a configuration

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [",
                "- a\n- b\n",
                "just text",
                "a: 1\na: 2\n",
                "creation_rules: 5",
                "creation_rules: [5]",
                "creation_rules: {}",
                "creation_rules: [{path_regex: [a]}]",
                "creation_rules: [{shamir_threshold: two}]",
                "creation_rules: [{shamir_threshold: 99999999999}]",
                "creation_rules: [{mac_only_encrypted: maybe}]",
                "stores: 5",
                "stores: {yaml: {indent: x}}"
            })
    void refusesAConfigurationThatDoesNotParse(String text) throws IOException {
        write(".sops.yaml", text);
        assertProblem(
                () -> SopsConfig.find(directory, null),
                directory.resolve(".sops.yaml").toString());
    }

    @Test
    void refusesADirectoryAndAGiganticFile() throws IOException {
        Files.createDirectory(directory.resolve(".sops.yaml"));
        assertProblem(() -> SopsConfig.find(directory, null), "could not read config file: is a directory");
        Files.delete(directory.resolve(".sops.yaml"));
        write(".sops.yaml", "#".repeat(5 << 20));
        assertProblem(() -> SopsConfig.find(directory, null), "could not read config file: is larger than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "# nothing\n",
                "---\n",
                "null",
                "{}",
                "creation_rules:\n",
                "creation_rules: ~",
                "destination_rules: []"
            })
    void takesAConfigurationWithoutRulesForNone(String text) throws IOException {
        write(".sops.yaml", text);
        assertProblem(() -> rule("a.yaml"), NO_KEYS);
        assertThat(keys(rule("a.yaml", flags("age", "x")))).isEqualTo("[x]");
    }

    @Test
    void ignoresFieldsItDoesNotKnow() throws IOException {
        write(".sops.yaml", "what: {ever: [1]}\ncreation_rules:\n  - age: a\n    unknown: {x: y}\n");
        assertThat(keysFor("a.yaml")).isEqualTo("[a]");
    }

    // Which rule applies

    @Test
    void needsKeysOrAConfiguration() {
        assertProblem(() -> rule("a.yaml"), NO_KEYS);
        assertThat(keys(rule("a.yaml", flags("age", "x,y")))).isEqualTo("[x, y]");
    }

    @Test
    void takesTheFirstRuleThatMatches() throws IOException {
        write(".sops.yaml", """
                creation_rules:
                  - path_regex: prod/
                    age: prod
                  - path_regex: \\.yaml$
                    age: yaml
                  - age: rest
                """);
        assertThat(keysFor("prod/a.yaml")).isEqualTo("[prod]");
        assertThat(keysFor("a.yaml")).isEqualTo("[yaml]");
        assertThat(keysFor("a.json")).isEqualTo("[rest]");
    }

    @Test
    void matchesThePathBelowTheConfigurationAndTheWholePathElsewhere() throws IOException {
        write(
                "conf/.sops.yaml",
                "creation_rules: [{path_regex: '^sub/a', age: inside}, {path_regex: '^/.*/outside', age: outside}]");
        var config = SopsConfig.find(directory.resolve("conf"), null);
        assertThat(keys(config.ruleFor(Path.of("sub/a.yaml"), RuleFlags.NONE))).isEqualTo("[inside]");
        assertThat(keys(config.ruleFor(directory.resolve("conf/x/../sub/a.yaml"), RuleFlags.NONE)))
                .isEqualTo("[inside]");
        assertThat(keys(config.ruleFor(Path.of("../outside.yaml"), RuleFlags.NONE)))
                .isEqualTo("[outside]");
    }

    @Test
    void refusesAFileThatNoRuleMatchesEvenIfKeysAreGiven() throws IOException {
        write(".sops.yaml", "creation_rules: [{path_regex: prod, age: a}]");
        assertProblem(() -> rule("dev.yaml"), "no matching creation rules found", "dev.yaml");
        assertProblem(() -> rule("dev.yaml", flags("age", "x")), "no matching creation rules found");
        write(".sops.yaml", "creation_rules: []");
        assertProblem(() -> rule("dev.yaml", flags("age", "x")), "no matching creation rules found");
    }

    @Test
    void refusesAPathRegexThatDoesNotCompileOnlyWhenItIsLookedAt() throws IOException {
        write(".sops.yaml", "creation_rules:\n  - path_regex: ^a\n    age: a\n  - path_regex: 'b(c'\n    age: b\n");
        assertThat(keysFor("a.yaml")).isEqualTo("[a]");
        assertProblem(() -> rule("b.yaml"), ".sops.yaml:4: path_regex does not compile");
    }

    // Which keys

    @Test
    void readsFlatKeysInTheOrderOfSops() throws IOException {
        write(".sops.yaml", """
                creation_rules:
                  - hc_vault_transit_uri: https://vault.example.com/v1/transit/keys/k
                    azure_keyvault: [https://v.vault.azure.net/keys/k/1]
                    hckms: ["r:1"]
                    gcp_kms: projects/p
                    kms: "arn:aws:kms:eu:1:key/k+arn:aws:iam::1:role/r, arn:2"
                    aws_profile: prod
                    pgp: "85D7 7543, ,FFFF,"
                    age:
                      - one
                      - "two, three"
                """);
        assertThat(keysFor("a.yaml"))
                .isEqualTo("[one, two, three, 85D77543, FFFF, arn:aws:kms:eu:1:key/k+arn:aws:iam::1:role/r||prod, "
                        + "arn:2||prod, projects/p, r:1, https://v.vault.azure.net/keys/k/1, "
                        + "https://vault.example.com/v1/transit/keys/k]");
    }

    @Test
    void readsKeyGroupsMergesThemAndDropsDoubles() throws IOException {
        write(".sops.yaml", """
                creation_rules:
                  - shamir_threshold: 2
                    age: ignored
                    key_groups:
                      - merge:
                          - pgp: [AAAA]
                            merge: [{age: [deep]}]
                          - pgp: [BBBB]
                        age: [a, "b,c", a]
                        pgp: [AAAA, CCCC]
                      - kms:
                          - arn: arn:1
                            role: arn:2
                            context: {b: "2", a: 1}
                            aws_profile: x
                        gcp_kms: [{resource_id: p}]
                        hckms: [{key_id: "r:1"}]
                        azure_keyvault: [{vaultUrl: https://v, key: k, version: "1"}]
                        hc_vault: [https://vault.example.com/v1/transit/keys/k]
                """);
        var rule = rule("a.yaml");
        assertThat(rule.shamirThreshold()).isEqualTo(2);
        assertThat(keys(rule))
                .isEqualTo("[deep, AAAA, BBBB, a, b, c, CCCC][arn:1+arn:2|a:1,b:2|x, p, r:1, https://v/keys/k/1, "
                        + "https://vault.example.com/v1/transit/keys/k]");
    }

    @Test
    void saysWhichRuleOrGroupNamesNoKey() throws IOException {
        write(".sops.yaml", "creation_rules:\n  - path_regex: b\n    age: b\n  - path_regex: a");
        assertProblem(
                () -> keysFor("a.yaml"),
                ".sops.yaml:4",
                "Could not generate data key: [empty key group provided]; this rule names no key");
        write(".sops.yaml", "creation_rules:\n- key_groups:\n  - age: [a]\n  - {}");
        assertProblem(() -> keysFor("a.yaml"), ".sops.yaml:4", "this key group names no key");
        write(".sops.yaml", "creation_rules: [{key_groups: [], age: flat}]");
        assertThat(keysFor("a.yaml")).isEqualTo("[flat]");
    }

    @Test
    void tellsUnknownFieldsWithThePlaceAndTheOneThatWasMeant() throws IOException {
        write(".sops.yaml", """
                keys:
                  - &me age1
                creation_rule: []
                creation_rules:
                  - path_regx: ^prod/
                    age: *me
                    x-note: ours
                  - encrypted-regex: ^data$
                    owner: team
                    key_groups:
                      - gcp-kms: []
                stores:
                  yaml: {ident: 2}
                """);
        assertThat(SopsConfig.find(directory, null).unknownFields())
                .map(line -> line.substring(line.indexOf(".sops.yaml:")))
                .containsExactly(
                        ".sops.yaml:3: unknown key creation_rule does nothing; did you mean creation_rules?",
                        ".sops.yaml:5: unknown key path_regx does nothing; did you mean path_regex?",
                        ".sops.yaml:8: unknown key encrypted-regex does nothing; did you mean encrypted_regex?",
                        ".sops.yaml:9: unknown key owner does nothing",
                        ".sops.yaml:11: unknown key gcp-kms does nothing; did you mean gcp_kms?",
                        ".sops.yaml:13: unknown key ident does nothing; did you mean indent?");
    }

    @Test
    void saysThatKeysOnLinesOfTheirOwnNeedCommasOrAList() throws IOException {
        for (var age : List.of("|\n      age1a\n      age1b", "age1a age1b", "ssh-rsa AAAA me ssh-rsa BBBB you")) {
            write(".sops.yaml", "creation_rules:\n  - path_regex: a\n    age: " + age);
            assertThatThrownBy(() -> keysFor("a.yaml"))
                    .isInstanceOfSatisfying(
                            LockstepException.class,
                            e -> assertThat(e.problem().next()).contains("commas", "list"))
                    .hasMessageContaining(".sops.yaml:3: several age recipients in one text");
        }
    }

    @Test
    void choosesAmongTwentyThousandRulesInTime() throws IOException {
        var rules = new StringBuilder("creation_rules:\n");
        for (int i = 0; i < 20_000; i++) {
            rules.append("  - path_regex: ^dir").append(i).append("/\n    age: a\n");
        }
        write(".sops.yaml", rules.append("  - age: last\n").toString());
        assertTimeout(
                Duration.ofSeconds(30), () -> assertThat(keysFor("a.yaml")).isEqualTo("[last]"));
    }

    @Test
    void followsAnchorsAndMergeKeys() throws IOException {
        write(".sops.yaml", """
                keys:
                  - &alice age-alice
                common: &common {mac_only_encrypted: true, age: common}
                creation_rules:
                  - <<: *common
                    age: *alice
                """);
        assertThat(keysFor("a.yaml")).isEqualTo("[age-alice]");
        assertThat(rule("a.yaml").macOnlyEncrypted()).isTrue();
    }

    @Test
    void refusesKeysOfTheWrongTypeWhenTheirRuleIsUsed() throws IOException {
        write(".sops.yaml", "creation_rules:\n  - path_regex: ^a\n    age: [1]\n  - age: {x: y}\n");
        assertProblem(() -> rule("a.yaml"), ".sops.yaml:3: age must be");
        assertProblem(() -> rule("b.yaml"), ".sops.yaml:4: age must be");
    }

    @Test
    void letsKeysFromFlagsReplaceThoseOfTheRule() throws IOException {
        write(".sops.yaml", "creation_rules: [{shamir_threshold: 2, key_groups: [{age: [a]}, {age: [b]}]}]");
        var rule = rule("a.yaml", flags("age", "x"));
        assertThat(keys(rule)).isEqualTo("[x]");
        assertThat(rule.shamirThreshold()).isEqualTo(2);
        assertThat(rule("a.yaml", new RuleFlags(List.of(), List.of(), 3, false)).shamirThreshold())
                .isEqualTo(3);
    }

    // Which values

    @ParameterizedTest
    @CsvSource({
        "unencrypted_suffix, _plain",
        "encrypted_suffix, _secret",
        "unencrypted_regex, ^meta",
        "encrypted_regex, ^(data|stringData)$",
        "unencrypted_comment_regex, plain",
        "encrypted_comment_regex, secret"
    })
    void readsEachOfTheSixWaysToSelectValues(String name, String value) throws IOException {
        write(".sops.yaml", "creation_rules: [{age: a, " + name + ": '" + value + "', mac_only_encrypted: yes}]");
        var selection = rule("a.yaml").selection();
        assertThat(Selection.name(selection)).isEqualTo(name);
        assertThat(selection.toString()).contains(value);
        assertThat(rule("a.yaml").macOnlyEncrypted()).isTrue();
    }

    @Test
    void selectsByTheUsualSuffixIfNothingIsSaid() throws IOException {
        write(".sops.yaml", "creation_rules: [{age: a, encrypted_regex: ''}]");
        assertThat(rule("a.yaml").selection()).isEqualTo(Selection.DEFAULT);
    }

    @Test
    void refusesTwoWaysInOneRule() throws IOException {
        write(".sops.yaml", "creation_rules:\n  - age: a\n    encrypted_regex: x\n    unencrypted_suffix: y\n");
        assertProblem(() -> rule("a.yaml"), ".sops.yaml:2: ", "cannot use more than one of", "for the same rule");
    }

    @Test
    void letsAFlagReplaceTheSameWayAndRefusesAnother() throws IOException {
        write(".sops.yaml", "creation_rules: [{age: a, encrypted_regex: x}]");
        var same = new RuleFlags(List.of(), List.of(new Selection.EncryptedRegex("y")), 0, false);
        assertThat(rule("a.yaml", same).selection()).isEqualTo(new Selection.EncryptedRegex("y"));
        var other = new RuleFlags(List.of(), List.of(new Selection.EncryptedSuffix("y")), 0, false);
        assertThatThrownBy(() -> rule("a.yaml", other))
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Kind.CONFLICTING_PARAMETERS))
                .hasMessageContaining("cannot use more than one of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a(b", "(?=x)", "[a", "a{2,1}", "\\\\1"})
    void refusesASelectionThatDoesNotCompile(String regex) throws IOException {
        write(".sops.yaml", "creation_rules:\n  - age: a\n    encrypted_regex: \"" + regex + "\"\n");
        assertProblem(() -> rule("a.yaml"), ".sops.yaml:3: encrypted_regex does not compile");
        write(".sops.yaml", "");
        var flag = new RuleFlags(
                List.of(MasterKey.of("age", "recipient", "x")), List.of(new Selection.EncryptedRegex("a(b")), 0, false);
        assertProblem(() -> rule("a.yaml", flag), "encrypted_regex does not compile");
    }

    // How it is printed

    @Test
    void readsTheIndentsOfTheStores() throws IOException {
        assertThat(indent("json")).isEqualTo(-1);
        write(".sops.yaml", "stores: {json: {indent: 0}, json_binary: {indent: 2}, dotenv: {}}");
        assertThat(indent("json")).isZero();
        assertThat(indent("binary")).isEqualTo(2);
        assertThat(SopsConfig.find(directory, null).isCanonical()).isFalse();
        write(".sops.yaml", "stores: {canonical: true}");
        assertThat(indent("binary")).isEqualTo(-1);
        assertThat(SopsConfig.find(directory, null).isCanonical()).isTrue();
    }

    private int indent(String format) {
        return SopsConfig.find(directory, null).indentOf(Formats.named(format));
    }

    private void write(String name, String text) throws IOException {
        var path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private CreationRule rule(String file) {
        return rule(file, RuleFlags.NONE);
    }

    private CreationRule rule(String file, RuleFlags flags) {
        return SopsConfig.find(directory, null).ruleFor(Path.of(file), flags);
    }

    private String keysFor(String file) {
        return keys(rule(file));
    }

    private static RuleFlags flags(String provider, String keys) {
        return new RuleFlags(MasterKeys.list(provider, keys), List.of(), 0, false);
    }

    private static String keys(CreationRule rule) {
        var out = new StringBuilder();
        rule.keyGroups()
                .forEach(
                        group -> out.append(group.stream().map(MasterKeys::text).toList()));
        return out.toString();
    }

    private static void assertProblem(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Kind.CONFIG_INVALID))
                .message()
                .contains(parts);
    }
}
