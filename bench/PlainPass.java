import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The yardstick for large files: read, one pass of the JDK's AES-GCM, base64, write; nothing else.
///
/// Usage: `PlainPass encrypt|decrypt FILE`, result on standard output
final class PlainPass {
    private static final int TAG_BYTES = 16;

    private PlainPass() {}

    public static void main(String[] words) throws Exception {
        boolean encrypt = words[0].equals("encrypt");
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        var key = new SecretKeySpec(new byte[32], "AES");
        cipher.init(
                encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                key,
                new GCMParameterSpec(TAG_BYTES * 8, new byte[32]));
        var input = Files.readAllBytes(Path.of(words[1]));
        System.out.write(
                encrypt
                        ? Base64.getEncoder().encode(cipher.doFinal(input))
                        : cipher.doFinal(Base64.getDecoder().decode(input)));
        System.out.flush();
    }
}
