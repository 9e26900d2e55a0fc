// The style of the dash-leaflet page's polygons: named by the page as `peers.style`.
window.peers = {
  style: (feature, context) => {
    const { phases, fills, ground } = context.hideout;
    const phase = phases[feature.properties.code];
    return { fillColor: phase >= 0 ? fills[phase] : ground, fillOpacity: 1, color: ground, weight: 0.8 };
  },
};
