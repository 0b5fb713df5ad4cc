package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;

/** Encrypts a data key with a root key. */
@Command(
    name = "wrap",
    description = {
      "Encrypts a data key, or anything small, with a root key.",
      "The plaintext is read from a file or the input, the ciphertext printed as one line."
    },
    footer = {
      "Examples:",
      "  head -c 32 /dev/urandom | redoubt key wrap orders --aad db=orders > dek.wrapped",
      "  redoubt key wrap orders --in dek.bin --out dek.wrapped",
      "  redoubt key wrap orders --generate --plaintext-out dek.bin --out dek.wrapped"
    })
public final class KeyWrap extends KeyVerb {
  /** Key Protect takes plaintext of up to 4096 characters of base64 for wrapping. */
  private static final int MOST_BYTES = 3072;

  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the root key.")
  String key = "";

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "The plaintext, any bytes (default: the input).")
  @Nullable Path in;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A new file for the ciphertext (default: the output).")
  @Nullable Path out;

  @Option(
      names = "--generate",
      description = "The server makes a data key of 32 bytes and wraps it.")
  boolean generate;

  @Option(
      names = "--plaintext-out",
      paramLabel = "FILE",
      description = "A new file, 0600, for the data key that --generate made.")
  @Nullable Path plaintextOut;

  @Mixin Aad aad = new Aad();

  @Override
  public Integer call() throws IOException {
    if (generate && in != null) {
      throw wrongUsage("--generate makes the plaintext; leave out --in");
    }
    if (!generate && plaintextOut != null) {
      throw wrongUsage("--plaintext-out is for a data key that --generate makes");
    }
    ObjectNode body = object();
    if (!generate) {
      byte[] plaintext = Sources.read(terminal(), in, MOST_BYTES);
      if (plaintext.length == 0) {
        throw wrongUsage("there is nothing to wrap: the input is empty");
      }
      body.put("plaintext", Base64.getEncoder().encodeToString(plaintext));
      Arrays.fill(plaintext, (byte) 0);
    }
    JsonNode wrapped = action(key, "wrap", aad.addTo(body));
    if (plaintextOut != null) {
      Sources.write(plaintextOut, Base64.getDecoder().decode(wrapped.path("plaintext").asText()));
      ((ObjectNode) wrapped).remove("plaintext");
    }
    String line = wrapped.path("ciphertext").asText() + "\n";
    if (out == null) {
      output().show(wrapped, line);
    } else {
      Sources.write(out, line.getBytes(StandardCharsets.US_ASCII));
    }
    return 0;
  }
}
