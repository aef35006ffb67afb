"""The same with error bars in the picture."""
import numpy as np, matplotlib.pyplot as plt
def initial_weights(seeds,num_hidden):
    V=[];W=[]
    for s in seeds:
        r=np.random.RandomState(s); V.append(r.rand(2,num_hidden)); W.append(r.rand(num_hidden,1))
    return np.stack(V),np.stack(W)
s=lambda z:1/(1+np.exp(-z))
def forward(x,v,w):
    g=s(np.einsum('nd,sdh->snh',x,v)); return g,s(np.einsum('snh,sho->sno',g,w))
def gradients(x,truth,v,w):
    g,f=forward(x,v,w); d=2*(f-truth[None])/len(truth)*f*(1-f)
    dw=np.einsum('snh,sno->sho',g,d); dg=np.einsum('sno,sho->snh',d,w)*g*(1-g)
    return np.einsum('nd,snh->sdh',x,dg),dw
def train(x,truth,v,w,learning_rate,num_iterations):
    v,w=v.copy(),w.copy()
    for _ in range(num_iterations):
        a,b=gradients(x,truth,v,w); v-=learning_rate*a; w-=learning_rate*b
    return v,w
def success_rate(f,truth,within=0.1):
    return sum(all(abs(f[i]-truth).ravel()<within) for i in range(len(f)))/len(f)
def plot_success(rates):
    fig,ax=plt.subplots(); h=sorted(rates); ax.errorbar(h,[rates[k] for k in h],yerr=0.01,marker="s"); ax.set_xlabel("H"); ax.set_ylabel("rate"); ax.set_ylim(0,1); ax.grid(True); return fig
def momentum_step(weights,gradient,velocity,learning_rate=.05,momentum=.9):
    return weights-learning_rate*(gradient+momentum*velocity),gradient+momentum*velocity
def adam_step(weights,gradient,mean,square,step,learning_rate=.001,beta1=.9,beta2=.999,epsilon=1e-8):
    m,v=beta1*mean+(1-beta1)*gradient,beta2*square+(1-beta2)*gradient**2
    c1,c2=1-beta1**step,1-beta2**step
    return weights-learning_rate*np.sqrt(c2)/c1*m/(np.sqrt(v)+epsilon*np.sqrt(c2)),m,v
