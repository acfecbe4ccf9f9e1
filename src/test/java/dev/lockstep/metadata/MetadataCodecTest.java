package dev.lockstep.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.format.Formats;
import dev.lockstep.keys.KeyGroup;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import dev.lockstep.rules.Selection.EncryptedRegex;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataCodecTest {
    private static final String CREATED = "2024-05-06T07:08:09+02:00";
    private static final List<WrappedKey> ALL_KINDS = List.of(
            new WrappedKey(
                    new MasterKey(
                            "kms",
                            Map.of("arn", "arn:aws:kms:eu-west-1:1:key/k", "role", "r", "aws_profile", "p"),
                            Map.of("env", "prod", "app", "web")),
                    "kms-enc",
                    CREATED),
            new WrappedKey(MasterKey.of("gcp_kms", "resource_id", "projects/p"), "gcp-enc", CREATED),
            new WrappedKey(MasterKey.of("hckms", "key_id", "eu:uuid"), "hc-enc", CREATED),
            new WrappedKey(
                    new MasterKey("azure_kv", Map.of("vault_url", "https://v", "name", "n", "version", "1"), Map.of()),
                    "az-enc",
                    CREATED),
            new WrappedKey(
                    new MasterKey(
                            "hc_vault",
                            Map.of("vault_address", "https://h", "engine_path", "transit", "key_name", "k"),
                            Map.of()),
                    "vault:v1:x",
                    CREATED),
            new WrappedKey(MasterKey.of("pgp", "fp", "B59D"), "pgp-enc", CREATED),
            new WrappedKey(MasterKey.of("age", "recipient", "age1one"), "age-enc", ""),
            new WrappedKey(MasterKey.of("age", "recipient", "age1two"), "age-enc-2", ""));

    @Test
    void writesEveryMapInAlphabeticalOrder() {
        var metadata = new Metadata(
                List.of(new KeyGroup(ALL_KINDS)),
                2,
                new EncryptedRegex("^data$"),
                true,
                "2026-01-02T03:04:05Z",
                "ENC[mac]",
                "3.13.3",
                "ENC[presentation]",
                "ENC[structure]",
                List.of(entry("future", map(entry("x", text("1"))))));
        assertThat(print(MetadataCodec.write(metadata)))
                .isEqualTo(
                        "{age: [{enc: age-enc, recipient: age1one}, {enc: age-enc-2, recipient: age1two}], "
                                + "azure_kv: [{created_at: C, enc: az-enc, name: n, vault_url: https://v, version: 1}], "
                                + "encrypted_regex: ^data$, future: {x: 1}, "
                                + "gcp_kms: [{created_at: C, enc: gcp-enc, resource_id: projects/p}], "
                                + "hc_vault: [{created_at: C, enc: vault:v1:x, engine_path: transit, key_name: k, "
                                + "vault_address: https://h}], hckms: [{created_at: C, enc: hc-enc, key_id: eu:uuid}], "
                                + "kms: [{arn: arn:aws:kms:eu-west-1:1:key/k, aws_profile: p, context: {app: web, env: prod}, "
                                + "created_at: C, enc: kms-enc, role: r}], lastmodified: 2026-01-02T03:04:05Z, "
                                + "mac: ENC[mac], mac_only_encrypted: True, pgp: [{created_at: C, enc: pgp-enc, fp: B59D}], "
                                + "presentation: ENC[presentation], shamir_threshold: 2, structure: ENC[structure], version: 3.13.3}");
    }

    /// Numbers and truth values are text there, the empty lists of a group have no line.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void readsTheSameFromTheFlatLinesOfDotenv(int groups) {
        var metadata = new Metadata(
                groups == 1
                        ? List.of(new KeyGroup(ALL_KINDS))
                        : List.of(new KeyGroup(ALL_KINDS.subList(0, 3)), new KeyGroup(ALL_KINDS.subList(3, 8))),
                2,
                new EncryptedRegex("^data$"),
                true,
                "2026-01-02T03:04:05Z",
                "ENC[mac]",
                "3.13.3",
                "ENC[presentation]",
                "ENC[structure]",
                List.of());
        var dotenv = Formats.named("dotenv");
        byte[] lines = dotenv.emit(List.of(map(entry(Metadata.KEY, MetadataCodec.write(metadata)))), 0);
        assertThat(lines).asString(UTF_8).contains("\nsops_presentation=ENC[presentation]\n");
        try (var document = dotenv.parse(lines)) {
            assertThat(MetadataCodec.read(document.roots().getFirst())).isEqualTo(metadata);
        }
    }

    @Test
    void writesTheEmptyListsThatSopsWritesIntoSeveralGroups() {
        var metadata = new Metadata(
                List.of(new KeyGroup(ALL_KINDS.subList(5, 6)), new KeyGroup(ALL_KINDS.subList(6, 7))),
                0,
                Selection.DEFAULT,
                false,
                "2026-01-02T03:04:05Z",
                "M",
                "3.13.3",
                "",
                "",
                List.of());
        assertThat(print(MetadataCodec.write(metadata)))
                .isEqualTo(
                        "{key_groups: [{age: [], hc_vault: [], pgp: [{created_at: C, enc: pgp-enc, fp: B59D}]}, "
                                + "{age: [{enc: age-enc, recipient: age1one}], hc_vault: []}], "
                                + "lastmodified: 2026-01-02T03:04:05Z, mac: M, unencrypted_suffix: _unencrypted, version: 3.13.3}");
    }

    @Test
    void leavesOutAnEmptyRoleButNotAnEmptyProfileNorARuleOfBinaryFiles() {
        var key = new WrappedKey(MasterKey.of("kms", "arn", "A"), "E", CREATED);
        var metadata = new Metadata(
                List.of(new KeyGroup(List.of(key))),
                0,
                new Selection.Everything(),
                false,
                "T",
                "M",
                "V",
                "",
                "",
                List.of());
        assertThat(print(MetadataCodec.write(metadata)))
                .isEqualTo(
                        "{kms: [{arn: A, aws_profile: , created_at: C, enc: E}], lastmodified: T, mac: M, version: V}");
    }

    @Test
    void readsBackWhatItWroteWithTheKeysInTheOrderOfSops() {
        var shuffled = new ArrayList<>(ALL_KINDS);
        Collections.reverse(shuffled);
        Collections.swap(shuffled, 0, 1); // keys of one kind keep their order
        for (var groups : List.of(
                List.of(new KeyGroup(shuffled)),
                List.of(new KeyGroup(ALL_KINDS.subList(0, 3)), new KeyGroup(List.of()), new KeyGroup(shuffled)))) {
            var metadata = new Metadata(
                    groups,
                    2,
                    new EncryptedRegex("x"),
                    true,
                    "2026-01-02T03:04:05Z",
                    "M",
                    "3.13.3",
                    "P",
                    "S",
                    List.of());
            var back = read(MetadataCodec.write(metadata));
            assertThat(back.groups().getLast().keys()).isEqualTo(ALL_KINDS);
            assertThat(back.groups()).hasSameSizeAs(groups);
            assertThat(back).usingRecursiveComparison().ignoringFields("groups").isEqualTo(metadata);
        }
    }

    @Test
    void toleratesOtherScalarsCommentsAndEmptyLists() {
        var metadata = read(map(
                comment(" a note"),
                entry("kms", list()),
                entry("pgp", new Scalar(Plaintext.none(), Span.NONE)),
                entry(
                        "age",
                        list(
                                comment(" mine"),
                                map(comment(" x"), entry("recipient", text("r")), entry("enc", text("e"))))),
                entry("shamir_threshold", text("3")),
                entry("mac_only_encrypted", text("true")),
                entry("version", scalar(Type.STRING, "3.7.1")),
                entry("mac", scalar(Type.INTEGER, "5")),
                entry("encrypted_suffix", scalar(Type.BOOLEAN, "True")),
                entry("encrypted_regex", text("")),
                entry("lastmodified", text("2026-01-02T03:04:05.678+01:00"))));
        assertThat(metadata.groups())
                .containsExactly(new KeyGroup(List.of(new WrappedKey(MasterKey.of("age", "recipient", "r"), "e", ""))));
        assertThat(metadata.shamirThreshold()).isEqualTo(3);
        assertThat(metadata.macOnlyEncrypted()).isTrue();
        assertThat(metadata.mac()).isEqualTo("5");
        assertThat(metadata.selection()).isEqualTo(new Selection.EncryptedSuffix("1"));
        assertThat(metadata.lastModified()).isEqualTo("2026-01-02T03:04:05+01:00");
        assertThat(metadata.unknown()).isEmpty();
    }

    @Test
    void assumesTheDefaultRuleWhenThereIsNone() {
        assertThat(read(minimal()).selection()).isEqualTo(Selection.DEFAULT);
    }

    @Test
    void keepsEntriesItDoesNotKnowAndWritesThemBackWithoutSpans() {
        var unknown = new Entry("future_field", new Span(1, 5), new Sequence(List.of(text("x")), new Span(7, 9)));
        var metadata = read(minimal(unknown));
        assertThat(metadata.unknown()).hasSize(1);
        var written = MetadataCodec.write(metadata);
        assertThat(print(written)).contains("future_field: [x]");
        var entry = (Entry) written.members().stream()
                .filter(member -> member instanceof Entry e && e.key().equals("future_field"))
                .findFirst()
                .orElseThrow();
        assertThat(entry.value().span()).isEqualTo(Span.NONE);
    }

    @Test
    void topLevelKeysWinOverGroups() {
        var group = map(entry("age", list(map(entry("recipient", text("other")), entry("enc", text("e"))))));
        var metadata = read(minimal(entry("key_groups", list(group, group))));
        assertThat(metadata.groups()).hasSize(1);
        assertThat(metadata.groups().getFirst().keys().getFirst().key().field("recipient"))
                .isEqualTo("r");
    }

    @Test
    void refusesAFileWithoutMetadata() {
        assertRefused(map(entry("a", text("b"))), Kind.METADATA_NOT_FOUND, "sops metadata not found");
    }

    @Test
    void refusesABlockThatIsDoubledOrNoMap() {
        assertRefused(map(entry("sops", minimal()), entry("sops", minimal())), Kind.METADATA_INVALID, "more than one");
        assertRefused(map(entry("sops", text("x"))), Kind.METADATA_INVALID, "not a map");
        assertRefused(map(entry("sops", list(minimal()))), Kind.METADATA_INVALID, "not a map");
        assertRefused(map(entry("sops", new Scalar(Plaintext.none(), Span.NONE))), Kind.METADATA_INVALID, "not a map");
    }

    @Test
    void refusesABlockWithoutKeysOrWithTooMany() {
        assertInvalid(without("age"), "No keys found in file");
        assertInvalid(with(without("age"), entry("age", list())), "No keys found in file");
        var many = Collections.nCopies(1001, (Node) map(entry("recipient", text("r")), entry("enc", text("e"))));
        assertInvalid(with(without("age"), entry("age", new Sequence(many, Span.NONE))), "1001 keys");
        var group = map(entry("age", list()));
        assertInvalid(
                with(without("age"), entry("key_groups", new Sequence(Collections.nCopies(256, group), Span.NONE))),
                "256 groups");
    }

    @ParameterizedTest
    @CsvSource({
        "lastmodified, ''",
        "lastmodified, yesterday",
        "lastmodified, 10000-01-02T03:04:05Z",
        "lastmodified, 2026-13-02T03:04:05Z",
        "lastmodified, 2026-01-02 03:04:05",
        "version, ''",
        "version, latest",
        "version, 3.13",
        "version, 3.13.x",
        "version, 03.1.1",
        "version, 3.13.3-",
        "shamir_threshold, many",
        "shamir_threshold, -1",
        "shamir_threshold, 256",
        "shamir_threshold, 99999999999",
        "mac_only_encrypted, perhaps",
        "age, text",
        "key_groups, text",
    })
    void refusesAFieldOfAnotherKindAndNamesIt(String field, String value) {
        assertInvalid(with(without(field), entry(field, text(value))), "sops." + field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.14", "3.0.0", "3.13.3", "v3.13.3", "99.0.0", "3.8.0-rc.1", "3.8.0+build"})
    void readsEveryVersionThatSopsReads(String version) {
        assertThat(read(with(without("version"), entry("version", text(version))))
                        .version())
                .isEqualTo(version);
    }

    @Test
    void refusesAnUnquotedTime() {
        var block = with(without("lastmodified"), entry("lastmodified", scalar(Type.TIME, "2026-01-02T03:04:05Z")));
        assertInvalid(block, "sops.lastmodified is a time, not a text");
    }

    @Test
    void refusesTwoRules() {
        var block = minimal(entry("encrypted_regex", text("a")), entry("unencrypted_suffix", text("b")));
        assertInvalid(block, "Cannot use more than one of encrypted_suffix");
    }

    @Test
    void needsADateForEveryKeyButAge() {
        var block = minimal(entry("pgp", list(map(entry("fp", text("f")), entry("enc", text("e"))))));
        assertInvalid(block, "sops.pgp[0].created_at");
    }

    @Test
    void refusesWhateverDamageWithALineOfItsOwn() {
        long seed = 12;
        var random = new Random(seed);
        var whole = MetadataCodec.write(new Metadata(
                List.of(new KeyGroup(ALL_KINDS), new KeyGroup(ALL_KINDS)),
                2,
                new EncryptedRegex("x"),
                true,
                "2026-01-02T03:04:05Z",
                "M",
                "3.13.3",
                "P",
                "S",
                List.of()));
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            try {
                var metadata = read((Mapping) damaged(whole, random));
                assertThat(read(MetadataCodec.write(metadata)))
                        .as("seed %d, round %d", seed, i)
                        .isEqualTo(metadata);
            } catch (LockstepException e) {
                assertThat(e.problem().kind()).as("seed %d, round %d", seed, i).isEqualTo(Kind.METADATA_INVALID);
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 4_900);
    }

    private static Node damaged(Node node, Random random) {
        boolean isTop = node instanceof Mapping map && map.members().size() > 6;
        if (!isTop && random.nextInt(60) == 0) {
            return switch (random.nextInt(8)) {
                case 0 -> new Scalar(Plaintext.none(), Span.NONE);
                case 1 -> scalar(Type.INTEGER, "-5");
                case 2 -> scalar(Type.FLOAT, "NaN");
                case 3 -> scalar(Type.TIME, "2026-01-02T03:04:05Z");
                case 4 -> scalar(Type.BOOLEAN, "False");
                case 5 -> list(text("\0"), comment("c"));
                case 6 -> map(comment("c"), entry("enc", list()));
                default -> text("");
            };
        }
        return switch (node) {
            case Mapping(var members, _) ->
                new Mapping(
                        members.stream()
                                .filter(_ -> random.nextInt(100) > 0)
                                .<Member>map(member -> ((Entry) member).with(damaged(((Entry) member).value(), random)))
                                .toList(),
                        Span.NONE);
            case Sequence(var items, _) ->
                new Sequence(items.stream().map(item -> damaged(item, random)).toList(), Span.NONE);
            case Scalar _, Comment _, Node.Alias _ -> node;
        };
    }

    private static Metadata read(Mapping block) {
        return MetadataCodec.read(map(entry("data", text("x")), entry("sops", block)));
    }

    private static void assertInvalid(Mapping block, String message) {
        assertRefused(map(entry("sops", block)), Kind.METADATA_INVALID, message);
    }

    private static void assertRefused(Mapping root, Kind kind, String message) {
        var thrown = catchThrowable(() -> MetadataCodec.read(root));
        assertThat(thrown).isInstanceOf(LockstepException.class).hasMessageContaining(message);
        assertThat(((LockstepException) thrown).problem().kind()).isEqualTo(kind);
    }

    private static Mapping minimal(Member... more) {
        var members = new ArrayList<Member>(List.of(
                entry("age", list(map(entry("recipient", text("r")), entry("enc", text("e"))))),
                entry("lastmodified", text("2026-01-02T03:04:05Z")),
                entry("mac", text("M")),
                entry("version", text("3.13.3"))));
        members.addAll(List.of(more));
        return new Mapping(members, Span.NONE);
    }

    private static Mapping without(String key) {
        return new Mapping(
                minimal().members().stream()
                        .filter(member -> !((Entry) member).key().equals(key))
                        .toList(),
                Span.NONE);
    }

    private static Mapping with(Mapping block, Entry entry) {
        var members = new ArrayList<>(block.members());
        members.add(entry);
        return new Mapping(members, Span.NONE);
    }

    private static String print(Node node) {
        return switch (node) {
            case Mapping(var members, _) ->
                members.stream()
                        .map(member -> ((Entry) member).key() + ": " + print(((Entry) member).value()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case Sequence(var items, _) ->
                items.stream().map(MetadataCodecTest::print).collect(Collectors.joining(", ", "[", "]"));
            case Scalar(var value, _) -> new String(value.lent(), UTF_8).replace(CREATED, "C");
            case Comment _, Node.Alias _ -> throw new AssertionError("not written");
        };
    }

    private static Scalar scalar(Type type, String text) {
        return new Scalar(Plaintext.owning(type, text.getBytes(UTF_8)), Span.NONE);
    }

    private static Scalar text(String text) {
        return scalar(Type.STRING, text);
    }

    private static Comment comment(String text) {
        return new Comment(Plaintext.owning(Type.COMMENT, text.getBytes(UTF_8)), Span.NONE, false);
    }

    private static Entry entry(String key, Node value) {
        return new Entry(key, Span.NONE, value);
    }

    private static Mapping map(Member... members) {
        return new Mapping(List.of(members), Span.NONE);
    }

    private static Sequence list(Node... items) {
        return new Sequence(List.of(items), Span.NONE);
    }
}
