package redoubt.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** Files of a form lie in the body that they came in; the input is a boundary, a line break, it. */
final class MultipartFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String text = new String(input, ISO_8859_1);
    int line = Math.max(0, text.indexOf('\n'));
    try {
      Map<String, byte[]> files =
          Multipart.files(
              Optional.of("multipart/form-data; boundary=" + text.substring(0, line)),
              text.substring(Math.min(text.length(), line + 1)).getBytes(ISO_8859_1));
      assertThat(files).hasSizeLessThanOrEqualTo(200);
      files.forEach((name, bytes) -> {
        assertThat(name).isNotEmpty();
        assertThat(text).contains(new String(bytes, ISO_8859_1));
      });
    } catch (Failure refused) {
      expect(refused, "registry.trust.malformed-upload", "registry.trust.no-filename");
    }
  }
}
