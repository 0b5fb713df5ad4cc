package redoubt.outward;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import redoubt.core.Outward;

/**
 * A TCP connection that asks, of the address it is about to connect to, whether it may. Fails with
 * {@link AddressRefused} otherwise.
 */
public final class GuardedChannel extends NioSocketChannel {
  private static final EventLoopGroup LOOP =
      new NioEventLoopGroup(2, Thread.ofPlatform().daemon().name("outward-", 0).factory());

  private final Outward outward;
  private final boolean hereOnly;

  /**
   * @param hereOnly to this machine alone, as for what goes without TLS
   */
  public GuardedChannel(Outward outward, boolean hereOnly) {
    this.outward = outward;
    this.hereOnly = hereOnly;
  }

  /** The threads that carry all such connections; they end with the process. */
  public static EventLoopGroup loop() {
    return LOOP;
  }

  @Override
  protected boolean doConnect(SocketAddress remote, SocketAddress local) throws Exception {
    if (!(remote instanceof InetSocketAddress target)
        || target.getAddress() == null
        || !mayReach(target.getAddress())) {
      throw new AddressRefused();
    }
    return super.doConnect(remote, local);
  }

  private boolean mayReach(InetAddress address) {
    return outward.allows(address) && (!hereOnly || address.isLoopbackAddress());
  }
}
