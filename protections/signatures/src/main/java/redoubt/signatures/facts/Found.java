package redoubt.signatures.facts;

import java.util.List;
import java.util.function.Function;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.signers.Known;

/**
 * Something that may be a signature of an image.
 *
 * @param source tells it from all others of the image, and stays the same as long as its content
 * @param look checks it; no facts when it is no signature
 */
public record Found(String source, Function<Known, List<Attested>> look) {}
