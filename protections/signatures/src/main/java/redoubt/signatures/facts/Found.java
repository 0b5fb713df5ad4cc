package redoubt.signatures.facts;

import java.util.List;
import java.util.function.Function;
import redoubt.oci.Digest;
import redoubt.signatures.Format;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.signers.Known;

/**
 * Something that may be a signature of an image.
 *
 * @param source tells it from all others of the image, and stays the same as long as its content
 * @param evidence of what could be looked at
 * @param usual how what is found there is mostly written
 * @param look checks it, within the budget of what is known; no facts when it is no signature
 */
public record Found(
    String source, Digest evidence, Format usual, Function<Known, List<Attested>> look) {}
