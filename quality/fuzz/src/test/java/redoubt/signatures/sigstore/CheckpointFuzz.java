package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.ParserFuzz;

/** A checkpoint of a log is its text and the lines of signatures behind it. */
final class CheckpointFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String note = text(input);
    Checkpoint.read(note)
        .ifPresent(read -> {
          assertThat(note).startsWith(read.text() + "\n");
          assertThat(read.text()).startsWith(read.origin() + "\n" + read.size() + "\n");
          assertThat(note.lines().toList()).endsWith(read.signatures().toArray(String[]::new));
        });
  }
}
