package redoubt.server;

import java.time.Instant;
import java.time.InstantSource;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.signatures.proof.ProvingGround;

/** Connects the proofs of content trust with the ground of the proofs of the registry. */
record TrustGround(redoubt.registry.proof.ProvingGround images, InstantSource clock)
    implements ProvingGround {
  private static final Credential MANAGER = new Credential.Bearer(Side.HOME);

  @Override
  public Visit enter() {
    var visit = images.enter();
    return new Visit() {
      @Override
      public String instance() {
        return visit.instance(Side.HOME);
      }

      @Override
      public String namespace() {
        return visit.namespace(Side.HOME);
      }

      @Override
      public Instant now() {
        return clock.instant();
      }

      @Override
      public Answer call(Call call) {
        var answer =
            visit.call(
                MANAGER,
                new redoubt.registry.proof.ProvingGround.Call(
                    call.method(), call.path(), call.headers(), call.body()));
        return new Answer(answer.status(), answer.body());
      }

      @Override
      public void close() {
        visit.close();
      }
    };
  }
}
