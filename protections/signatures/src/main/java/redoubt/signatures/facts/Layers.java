package redoubt.signatures.facts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import redoubt.oci.Descriptor;
import redoubt.oci.Manifest;
import redoubt.signatures.bundle.Bundle;
import redoubt.signatures.cosign.LegacyAttestation;
import redoubt.signatures.cosign.LegacyCosign;
import redoubt.signatures.notation.Notation;

/**
 * Layers of a manifest that may be signatures, and which of them are looked at: the same ones
 * whether the manifest is of this server or was copied from another. The last ones count as the
 * newest, since tools append, and come first.
 *
 * @param chosen those that are looked at
 * @param tooLong longer than any of their kind may be; they keep nothing else from being looked at
 * @param over more than {@link #MOST}, or than fit into {@link #MOST_BYTES} with those before them
 */
public record Layers(List<Descriptor> chosen, List<Descriptor> tooLong, List<Descriptor> over) {
  /** More of one manifest are not looked at. */
  public static final int MOST = 64;

  /** The same of their content. */
  public static final long MOST_BYTES = 32 << 20;

  /** The longest payload of cosign's simple signing. */
  private static final int MOST_PAYLOAD = 1 << 20;

  /** The longest content of a bundle or an attestation. */
  private static final int MOST_OF_ONE = 16 << 20;

  public Layers {
    chosen = List.copyOf(chosen);
    tooLong = List.copyOf(tooLong);
    over = List.copyOf(over);
  }

  public static Layers of(Manifest.Image manifest) {
    List<Descriptor> candidates =
        Notation.isSignature(manifest)
            ? Notation.envelope(manifest).stream().toList()
            : new LinkedHashSet<>(manifest.layers().reversed())
                .stream().filter(Layers::isSignature).toList();
    List<Descriptor> chosen = new ArrayList<>();
    List<Descriptor> tooLong = new ArrayList<>();
    List<Descriptor> over = new ArrayList<>();
    long left = MOST_BYTES;
    for (Descriptor layer : candidates) {
      if (layer.size() > longest(layer.mediaType())) {
        tooLong.add(layer);
      } else if (layer.size() > left || chosen.size() == MOST) {
        over.add(layer);
      } else {
        left -= layer.size();
        chosen.add(layer);
      }
    }
    return new Layers(chosen, tooLong, over);
  }

  private static boolean isSignature(Descriptor layer) {
    return layer.mediaType().equals(LegacyCosign.LAYER)
        || layer.mediaType().equals(LegacyAttestation.LAYER)
        || Bundle.isMediaType(layer.mediaType());
  }

  private static int longest(String mediaType) {
    return switch (mediaType) {
      case LegacyCosign.LAYER -> MOST_PAYLOAD;
      case Notation.JWS, Notation.COSE -> Notation.MOST_BYTES;
      default -> MOST_OF_ONE;
    };
  }
}
