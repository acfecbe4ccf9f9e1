package dev.lockstep.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import org.junit.jupiter.api.Test;

class FileMacTest {
    @Test
    void addsUpTheKnownAnswer() {
        var mac = new FileMac(false);
        mac.add(value(Type.STRING, "hello"), true);
        mac.add(value(Type.INTEGER, "42"), true);
        mac.add(value(Type.COMMENT, " never hashed"), true);
        mac.add(Plaintext.none(), true);
        mac.add(value(Type.BOOLEAN, "True"), true);
        mac.add(value(Type.FLOAT, "1.5"), true);
        assertThat(new String(mac.hex(), UTF_8))
                .isEqualTo(
                        "CF6272ACE9B88A2B40BACB7545E572BECFFA362454CBF4A506679CF602D237119DD24EE2903E3E83431BD95CC8E4F6FE"
                                + "5757F893F7A326D7E0121315949A3B7A");
    }

    @Test
    void beginsOtherwiseWhenOnlyEncryptedValuesCount() {
        var mac = new FileMac(true);
        mac.add(value(Type.STRING, "hello"), true);
        mac.add(value(Type.STRING, "clear"), false);
        assertThat(new String(mac.hex(), UTF_8))
                .isEqualTo(
                        "AB53BE959DEF78AB23AB9F9A75E134502533FE5A3993047AE8796EADC89707E5244788D2F0A5AD9DF18F64582C106BDA"
                                + "D4937DACD054F46B4FB0B49BDA6E9E7D");
    }

    private static Plaintext value(Type type, String text) {
        return Plaintext.owning(type, text.getBytes(UTF_8));
    }
}
