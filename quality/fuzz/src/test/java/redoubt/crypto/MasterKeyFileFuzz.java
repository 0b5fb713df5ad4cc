package redoubt.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * A file is read as it was written to the last bit, or is said to be damaged. In an input {@code @}
 * stands for the genuine key of a file without a passphrase.
 */
final class MasterKeyFileFuzz extends ParserFuzz {
  private static final String ID = "master-1";
  private static final SecretBytes KEY = SecretBytes.random(Aead.KEY_BYTES);
  private static final String GENUINE =
      new String(MasterKeyFile.write(ID, KEY, Optional.empty()), StandardCharsets.US_ASCII);

  @Override
  protected void check(byte[] input) {
    String secret = GENUINE.substring(GENUINE.lastIndexOf(' ') + 1).strip();
    String text = new String(input, StandardCharsets.ISO_8859_1).replace("@", secret);
    try {
      MasterKeyFile file = MasterKeyFile.parse(text.getBytes(StandardCharsets.ISO_8859_1));
      if (!file.underPassphrase()) {
        try (SecretBytes opened = file.open(ID, Optional.empty())) {
          assertThat(opened).isEqualTo(KEY);
          assertThat(text).isEqualTo(GENUINE);
        }
      }
    } catch (Failure refused) {
      expect(refused, "crypto.damaged-master");
    }
  }
}
