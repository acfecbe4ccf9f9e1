package dev.lockstep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.crypto.FileMac;
import dev.lockstep.crypto.ValueCipher;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.format.Formats;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.metadata.MetadataCodec;
import dev.lockstep.rules.Leaf;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Randomness;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A whole file by sops 3.13 whose data key is known: walk, cipher, MAC and metadata together, without any key service.
class KnownFileTest {
    private static final String DATA_KEY = "10db7852bea05a099bc07d63abe0897d6e0fb2d7a3f28268892843be8f491a62";
    private static final String MAC = "C1E584F6DF7A73925C1142A785B3312CA82BA513394D60ADB6A590805B0A0FF5"
            + "AA5B9B13703A76F0D40E66FC21F86B5D7D2704670FCDEF6D81CE12E0E26B8A5C";
    private static final String FILE = """
            #ENC[AES256_GCM,data:KZCTts3otH8h,iv:rAiKDzbeaZP2EKU1ENQ8FE9opmkq+InODP4jbWWSUk4=,tag:VxPI5J3Oh8CpZXiMT8nPjQ==,type:comment]
            str: ENC[AES256_GCM,data:NNvjnyE=,iv:YQUdaxZ27RABnj8zpyqf+2v+LdYqxmH8fV4DMeDuIPQ=,tag:zBU7K56QQ7+c6TGKl9WPkA==,type:str]
            int: ENC[AES256_GCM,data:fj4=,iv:PkyfAGl4/mCYepTBAQfJClrJ4mWchndMBk+A4evitQU=,tag:J9LgrhS0uTS5gB2oZfa0zw==,type:int]
            float: ENC[AES256_GCM,data:Qvl/,iv:0wV9jKekj9Xa6B+vpnvyV29yZ/pSve63M1uMLgrjARg=,tag:/ZkH9tNDFBdixFCyCF+Ckg==,type:float]
            bool: ENC[AES256_GCM,data:usCydQ==,iv:hHze1JG1x4lQ8hux+6OBo40dlgdFhc6YJX0AK4RTuYA=,tag:phy89RKX9xGxUrX/L59BfQ==,type:bool]
            when: ENC[AES256_GCM,data:K5akO4BRmWkXwzGlSRvG++O8zLgYsPFn6twQ,iv:qkdtLPmYMT18IF/Fj6XaJdvrv5Qp7fbuMN3Si20jD+U=,tag:EfXbWiuA10wrZnSh7hO2aQ==,type:time]
            nested:
                list:
                    - ENC[AES256_GCM,data:YQ==,iv:n9qhKmIso/NKT9HPVKfkiUkJmB3qinWmM1N0A4LQ5g4=,tag:Hjy/jeDuiOglKbvsyp9JUQ==,type:str]
                    - ENC[AES256_GCM,data:JvI7fRRlOzeu0g==,iv:EUN4TTiojFWN80AMPHmu4KDG66o0juECj5SFM8fJrqA=,tag:1eiEcnrR+adT537Cq+FpMg==,type:comment]
                    - ENC[AES256_GCM,data:OA==,iv:vCZ0zaYVSDXFf+V/E7tfI3mSOnYFvZTyraCgarZQuaM=,tag:pCCygpJjl++T/0L87TdhUw==,type:int]
            empty: ""
            nothing: null
            plain_unencrypted: visible
            sops:
                age:
                    - enc: |
                        -----BEGIN AGE ENCRYPTED FILE-----
                        YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBRUlpndHplYkx6TVNsc2di
                        a0hJZm5SV05GNW4ycThVUHVBeDZaU1J1VlJrCjhOY3BhSlhyZm5vOXhRbG9Kcktt
                        djZuRVJhbkc5dUZXRHd6WjljbnJoUm8KLS0tIFA3ZE1Lb1dPdlV1NG1QRmg2bi9w
                        Q1FTclRXdUhlQk5uV0ZBdTVacmZCY3cKU32CWvD3dw1KGCR5MNq4h0Rg/t21kXpv
                        hkpoMB7NjL/ePDFuKYq2nWAbZYNgnokPH/udvl2f2jjZet1czzvZgw==
                        -----END AGE ENCRYPTED FILE-----
                      recipient: age1s90c94vkvsd8a0jg6pd44mstlufy4h56perk7gjxqegs23takvtshgx3zw
                lastmodified: "2026-11-23T09:45:04Z"
                mac: ENC[AES256_GCM,data:aOP4dZp2NG2WpX/77IFa+/jskSIyYaerZ4VlfHdyKshR3o2iAcISpwyeK5ulnRZGGTZkywTCwL4d7cZ3CalUfwm58oJHR4ielihkMwqrcrcDLwfoK44hq58fHF8J6SikLUvasPYn33G/oTXsBlfXCEDZP5WKmtEozyaep7xBzAg=,iv:JEXjxpTnuCdGLz6jw5gGSKVeebkVewMvWXhXoCXIt4E=,tag:S2lJ7iyz0u7uriGI791NDQ==,type:str]
                unencrypted_suffix: _unencrypted
                version: 3.13.2
            """;

    @Test
    void opensWithTheMacThatSopsWrote() {
        var seen = new ArrayList<String>();
        try (var document = Formats.named("yaml").parse(FILE.getBytes(UTF_8));
                var dataKey = DataKey.owning(HexFormat.of().parseHex(DATA_KEY))) {
            var root = document.roots().getFirst();
            var metadata = MetadataCodec.read(root);
            var cipher = new ValueCipher(dataKey, Randomness.system());
            var mac = new FileMac(metadata.macOnlyEncrypted());
            LeafRules.of(metadata.selection()).walk(List.of(withoutMetadata(root)), leaf -> {
                var value = leaf.secret() ? cipher.open(leaf.value().lent(), leaf.aad()) : leaf.value();
                mac.add(value, true);
                seen.add(value.type() + " " + new String(value.lent(), UTF_8));
                return opened(leaf, value);
            });
            try (var stored = cipher.open(
                    metadata.mac().getBytes(UTF_8), metadata.lastModified().getBytes(UTF_8))) {
                assertThat(new String(stored.lent(), UTF_8)).isEqualTo(MAC);
            }
            assertThat(new String(mac.hex(), UTF_8)).isEqualTo(MAC);
        }
        assertThat(seen)
                .containsExactly(
                        "COMMENT  top note",
                        "STRING hello",
                        "INTEGER 42",
                        "FLOAT 1.5",
                        "BOOLEAN True",
                        "TIME 2001-12-14T21:59:43.1-05:00",
                        "STRING a",
                        "COMMENT  list note",
                        "INTEGER 7",
                        "STRING ",
                        "STRING visible");
    }

    private static Node opened(Leaf leaf, Plaintext value) {
        return leaf.node() instanceof Comment comment
                ? new Comment(value, comment.span(), comment.inline())
                : new Scalar(value, leaf.node().span());
    }

    private static Mapping withoutMetadata(Mapping root) {
        var members = root.members().stream()
                .filter(member -> !(member instanceof Entry entry && entry.key().equals(Metadata.KEY)))
                .toList();
        return new Mapping(members, root.span());
    }
}
