package redoubt.encryption.proof;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import redoubt.core.Proof;

/** All attacks on the encryption of clusters, in the order in which they are run. */
public final class EncryptionProofs {
  /**
   * What the proofs stand on.
   *
   * @param etcd the program on this machine
   */
  public record Means(ProofGround ground, Plugins plugins, Optional<Path> etcd) {}

  private EncryptionProofs() {}

  public static List<Proof> of(Means means, Reach reach, InstantSource clock) {
    ProofGround ground = means.ground();
    Plugins plugins = means.plugins();
    return List.of(
        new CanaryProof(reach),
        new SnapshotProof(reach),
        new FlippedBitProof(reach),
        new MovedObjectProof(reach),
        new OldCiphertextProof(ground, plugins, clock),
        new PluginDownProof(ground, plugins),
        new ServerDownProof(ground, plugins),
        new DisabledKeyProof(ground, plugins),
        new SocketProof(ground, plugins),
        new LedgerProof(ground, plugins, means.etcd(), clock));
  }
}
