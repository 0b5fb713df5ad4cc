package redoubt.encryption.bundle;

import java.util.Optional;

/** How a node starts the plugin. */
final class PluginManifest {
  /**
   * What the plugin is told.
   *
   * @param server URL of this server as the node reaches it
   * @param image of the plugin
   * @param offlineGrace for how long it may restart without the server
   */
  record Settings(
      String server,
      String instance,
      String cluster,
      String image,
      Optional<String> offlineGrace) {}

  private static final String NO_GRACE =
      "# - --offline-grace=24h   # read docs/kms-plugin.md before";

  private PluginManifest() {}

  /**
   * A static pod, which the kubelet runs without an API server. Its liveness is that the process
   * serves, not that it holds a lease: a restart brings no disabled key back, and during an outage
   * of the server it would throw away the keys that let the API server go on.
   */
  static String staticPod(Settings settings) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: redoubt-kms-plugin
      namespace: kube-system
      labels:
        app.kubernetes.io/name: redoubt-kms-plugin
        component: redoubt-kms-plugin
        tier: control-plane
    spec:
      # The server is reached without the cluster's network, which needs the API server.
      hostNetwork: true
      dnsPolicy: Default
      priorityClassName: system-node-critical
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        seccompProfile:
          type: RuntimeDefault
      containers:
      - name: redoubt-kms-plugin
        image: %1$s
        args:
        - --server=%2$s
        - --ca=/etc/redoubt/ca.pem
        - --instance=%3$s
        - --cluster=%4$s
        - --apikey-file=/etc/redoubt/apikey
        - --socket=%5$s
        - --health=127.0.0.1:8081
        %8$s
        resources:
          requests:
            cpu: 50m
            memory: 128Mi
          limits:
            memory: 256Mi
        securityContext:
          # The API server runs as root; so the socket can have mode 0600.
          runAsUser: 0
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities:
            drop:
            - ALL
        startupProbe:
          httpGet:
            host: 127.0.0.1
            port: 8081
            path: /healthz
          periodSeconds: 1
          failureThreshold: 30
        # Not /readyz: a restart does not bring a key back that was disabled.
        livenessProbe:
          httpGet:
            host: 127.0.0.1
            port: 8081
            path: /healthz
          periodSeconds: 10
        readinessProbe:
          httpGet:
            host: 127.0.0.1
            port: 8081
            path: /readyz
          periodSeconds: 5
        volumeMounts:
        - mountPath: /etc/redoubt
          name: configuration
          readOnly: true
        - mountPath: %6$s
          name: socket
        - mountPath: /var/lib/redoubt-kms
          name: state
        - mountPath: /etc/machine-id
          name: machine-id
          readOnly: true
        - mountPath: /tmp
          name: scratch
      volumes:
      - hostPath:
          path: %7$s
          type: Directory
        name: configuration
      - hostPath:
          path: %6$s
          type: DirectoryOrCreate
        name: socket
      - hostPath:
          path: /var/lib/redoubt-kms
          type: DirectoryOrCreate
        name: state
      - hostPath:
          path: /etc/machine-id
          type: File
        name: machine-id
      - emptyDir:
          medium: Memory
          sizeLimit: 64Mi
        name: scratch
    """
        .formatted(
            settings.image(),
            settings.server(),
            settings.instance(),
            settings.cluster(),
            Places.SOCKET,
            Places.SOCKET_DIRECTORY,
            Places.PLUGIN,
            settings.offlineGrace().map("- --offline-grace="::concat).orElse(NO_GRACE));
  }

  /** A service of the node, started before the kubelet and so before the API server. */
  static String systemdUnit(Settings settings) {
    return """
    [Unit]
    Description=Redoubt KMS plugin for the Kubernetes API server
    Documentation=https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/
    After=network-online.target
    Wants=network-online.target
    Before=kubelet.service

    [Service]
    ExecStart=/opt/redoubt-kms-plugin/redoubt-kms-plugin \\
      --server=%1$s \\
      --ca=%5$s/ca.pem \\
      --instance=%2$s \\
      --cluster=%3$s \\
      --apikey-file=%5$s/apikey \\
      --socket=%4$s \\
      --health=127.0.0.1:8081%6$s
    Restart=always
    RestartSec=1
    # The API server runs as root and so may connect to a socket of mode 0600.
    User=root
    # Kept when the service stops: the API server's pod has this directory mounted and would go on seeing an old one.
    RuntimeDirectory=redoubt-kms
    RuntimeDirectoryMode=0755
    RuntimeDirectoryPreserve=yes
    StateDirectory=redoubt-kms
    StateDirectoryMode=0700
    MemoryMax=256M
    TasksMax=128
    LimitCORE=0
    NoNewPrivileges=yes
    CapabilityBoundingSet=
    ProtectSystem=strict
    ProtectHome=yes
    PrivateTmp=yes
    PrivateDevices=yes
    ProtectKernelTunables=yes
    ProtectKernelModules=yes
    ProtectKernelLogs=yes
    ProtectControlGroups=yes
    ProtectClock=yes
    ProtectHostname=yes
    ProtectProc=invisible
    RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
    RestrictNamespaces=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    LockPersonality=yes
    SystemCallArchitectures=native
    SystemCallFilter=@system-service
    UMask=0077

    [Install]
    WantedBy=multi-user.target
    """
        .formatted(
            settings.server(),
            settings.instance(),
            settings.cluster(),
            Places.SOCKET,
            Places.PLUGIN,
            settings.offlineGrace().map(" \\\n  --offline-grace="::concat).orElse(""));
  }
}
