package redoubt.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import redoubt.encryption.proof.ProofGround;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.server.proofs.LiveGround;
import redoubt.web.Role;

/** Connects the proofs of encryption with the ground of the proofs of keys. */
record ClusterGround(LiveGround ground) implements ProofGround {
  private static final Caller MANAGER = new Caller(Side.HOME, Role.MANAGER);

  @Override
  public Visit enter() {
    var visit = ground.enter();
    return new Visit() {
      @Override
      public String instance() {
        return visit.instance(Side.HOME);
      }

      @Override
      public Answer call(String method, String path, String body) {
        var answer = visit.call(MANAGER, Side.HOME, new Call(method, path, body));
        return new Answer(answer.status(), answer.body());
      }

      @Override
      public URI server() {
        return ground.server();
      }

      @Override
      public Path authority() {
        return ground.authority();
      }

      @Override
      public Instant now() {
        return visit.now();
      }

      @Override
      public void close() {
        visit.close();
      }
    };
  }
}
